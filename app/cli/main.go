package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"sentinel/monitor/statusfile"
	"sentinel/platform/paths"
)

// grammar is the command line. Its order is the order of the help.
type grammar struct {
	Config   string   `placeholder:"PATH" env:"SENTINEL_CONFIG" help:"Configuration file, instead of the one in the user's folder (see config path)."`
	StateDir string   `placeholder:"DIR" env:"SENTINEL_STATE_DIR" help:"State folder, instead of the user's own."`
	LogLevel logLevel `placeholder:"LEVEL" env:"SENTINEL_LOG_LEVEL" help:"Least level that is logged: debug, info, warn or error (default: info)."`

	Run       runCommand       `cmd:"" help:"Run the monitor without a desktop."`
	Set       setCommand       `cmd:"" help:"Write a status into a status file."`
	Beat      beatCommand      `cmd:"" help:"Post one heartbeat."`
	Status    statusCommand    `cmd:"" help:"Say how the robots are, as Nagios plugins do."`
	Watch     watchCommand     `cmd:"" help:"Show the robots, and what happens to them, until interrupted."`
	Incidents incidentsCommand `cmd:"" help:"List incidents."`
	Note      noteCommand      `cmd:"" help:"Write a note to the latest incident of a robot or account."`
	History   historyCommand   `cmd:"" help:"Show how a robot or account fared, or all together."`
	Suggest   suggestCommand   `cmd:"" help:"Say which interval and threshold a robot's own heartbeats suggest."`
	Export    exportCommand    `cmd:"" help:"Write the history into a file."`
	Import    importCommand    `cmd:"" help:"Add old heartbeats to the history."`
	Ack       ackCommand       `cmd:"" help:"Acknowledge the incident of a robot or account."`
	Snooze    snoozeCommand    `cmd:"" help:"Tell nothing of a robot or account for a while."`
	Pause     pauseCommand     `cmd:"" help:"Stop watching a robot or account."`
	Resume    resumeCommand    `cmd:"" help:"Watch a paused robot or account again."`
	Forget    forgetCommand    `cmd:"" help:"Remove a robot or account from the monitor."`

	Doctor    doctorCommand    `cmd:"" help:"Look for what commonly goes wrong, and say what to do."`
	TradeTest tradeTestCommand `cmd:"" help:"Walk a status file through login, trade, profit and waiting."`
	Simulate  simulateCommand  `cmd:"" help:"Let robots of its own making beat, and go wrong."`
	Channel   channelCommand   `cmd:"" help:"List or try the channels that tell people."`
	Drill     drillCommand     `cmd:"" help:"Let a test incident be told as a real one, and say who was told."`
	Secret    secretCommand    `cmd:"" help:"Keep secrets in the keyring."`
	Conf      configCommand    `cmd:"" name:"config" help:"Check, make or find the configuration file."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

// Main runs the command that the arguments name and returns the exit code.
func Main(version string, args []string, stdout, stderr io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends at once what a dead share holds up
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case exitEarly:
			code = int(fault)
		default:
			panic(fault) // a crash must not pass for "all is well"
		}
	}()
	return run(ctx, version, args, stdout, stderr)
}

// exitEarly unwinds the parser where it wants the process to end, as after
// printing the help.
type exitEarly int

func run(ctx context.Context, version string, args []string, stdout, stderr io.Writer) int {
	var g grammar
	parser, err := newParser(&g, kong.Writers(stdout, stderr))
	if err != nil {
		return report(stderr, err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return report(stderr, usageError(err))
	}
	p := &program{ctx: ctx, version: version, out: stdout, err: stderr, flags: &g, now: time.Now}
	p.endTests()
	return report(stderr, parsed.Run(p))
}

func newParser(g *grammar, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(g, append([]kong.Option{
		kong.Name("sentinelctl"),
		kong.Description("Watches trading robots by their heartbeats, and only watches."),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(length)),
		kong.Exit(func(code int) { panic(exitEarly(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
	}, more...)...)
}

// length reads a length of time among the arguments.
func length(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("length of time", &text); err != nil {
		return err
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is not a length of time, or it is too long: write it like 90s, 5m or 1h30m", text)
	}
	target.SetInt(int64(d))
	return nil
}

// report tells what went wrong and returns the exit code for it.
func report(stderr io.Writer, err error) int {
	var e *exit
	switch {
	case err == nil:
		return exitDone
	case !errors.As(err, &e):
		e = &exit{codeOf(err), err}
	}
	if e.err != nil {
		fmt.Fprintf(stderr, "sentinelctl: %v\n", e.err)
	}
	return e.code
}

// usageError adds where help is to what the parser complains of.
func usageError(err error) error {
	help := "sentinelctl --help"
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		if command, _, _ := strings.Cut(parse.Context.Command(), " <"); command != "" {
			help = "sentinelctl " + command + " --help"
		}
	}
	return &exit{exitUsage, fmt.Errorf("%w (see %s)", err, help)}
}

// program is what every command works with.
type program struct {
	ctx     context.Context // ends at SIGINT and SIGTERM
	version string
	out     io.Writer // results
	err     io.Writer // everything else
	flags   *grammar
	now     func() time.Time
}

// say writes a result.
func (p *program) say(format string, args ...any) { fmt.Fprintf(p.out, format+"\n", args...) }

// note writes what is no result.
func (p *program) note(format string, args ...any) {
	fmt.Fprintf(p.err, "sentinelctl: "+format+"\n", args...)
}

// endTests gives back what expired test statuses replaced, so that they end
// without a monitor too.
func (p *program) endTests() {
	state, err := p.stateDir()
	if err != nil {
		return // no state folder, no tests
	}
	restored, err := statusfile.Restore(state, p.now())
	for _, path := range restored {
		p.note("the test status in %s has ended; what was there before is back", path)
	}
	if err != nil {
		p.note("a test status has ended and cannot be taken back: %v", err)
	}
}

func (p *program) stateDir() (string, error) {
	if p.flags.StateDir != "" {
		return p.flags.StateDir, nil
	}
	folders, err := paths.Find()
	return folders.State, err
}

// configPath returns where the configuration file is expected; optional tells
// that it need not be there, since nobody named it.
func (p *program) configPath() (path string, optional bool, err error) {
	if p.flags.Config != "" {
		return p.flags.Config, false, nil
	}
	folders, err := paths.Find()
	return folders.Config, true, err
}
