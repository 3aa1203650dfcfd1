package cli

import (
	"cmp"
	"path/filepath"
	"strconv"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/statusfile"
)

// statusFileName is what robots and their scripts call it.
const statusFileName = "heartbeat_status.txt"

// fileFlags name a status file.
type fileFlags struct {
	LogDir string `placeholder:"DIR" xor:"file" help:"Folder of the status file heartbeat_status.txt (default: logs)."`
	File   string `placeholder:"PATH" xor:"file" help:"The status file itself."`
}

func (f fileFlags) path() string {
	return cmp.Or(f.File, filepath.Join(cmp.Or(f.LogDir, "logs"), statusFileName))
}

type setCommand struct {
	Type    string `arg:"" enum:"waiting,login,trade,profit,error,custom" help:"waiting, login, trade, profit, error or custom."`
	Message string `arg:"" optional:"" help:"What a custom status says, in one line."`
	fileFlags
	SessionActive *yesNo         `placeholder:"BOOL" help:"Whether a trading session is active: true or false."`
	Test          bool           `help:"Set a test status: what was there before comes back after --ttl."`
	TTL           *time.Duration `name:"ttl" placeholder:"5m" help:"How long a test status stands."`
	jsonFlag
}

// yesNo is a flag that takes its value as a word of its own.
type yesNo bool

// UnmarshalText reads true or false.
func (y *yesNo) UnmarshalText(text []byte) error {
	value, err := strconv.ParseBool(string(text))
	if err != nil {
		return usage("%q: want true or false", text)
	}
	*y = yesNo(value)
	return nil
}

func (c *setCommand) Run(p *program) error {
	if c.Type != monitor.StatusCustom && c.Message != "" {
		return usage("%s writes its own text; for your own: sentinelctl set custom MESSAGE", c.Type)
	}
	if c.TTL != nil && !c.Test {
		return usage("--ttl is for test statuses: add --test")
	}
	status := statusfile.Status{Type: c.Type, Message: c.Message, SessionActive: (*bool)(c.SessionActive)}
	text, err := statusfile.MessageFor(c.Type, c.Message)
	if err != nil {
		return err
	}
	set := setResult{File: c.path(), Message: text, Test: c.Test}
	if c.Test {
		err = c.setTest(p, status, &set)
	} else {
		err = statusfile.Set(c.path(), status, p.now())
	}
	if err != nil {
		return err
	}
	defer p.noteUnwatched(set.File)
	if c.JSON {
		return p.printJSON(set)
	}
	if c.Test {
		p.say("%s: %s (a test, until %s)", set.File, set.Message, set.Expires.Local().Format("15:04:05"))
		return nil
	}
	p.say("%s: %s", set.File, set.Message)
	return nil
}

// setResult is what set prints as JSON.
type setResult struct {
	File    string     `json:"file"`
	Message string     `json:"message"`
	Test    bool       `json:"test"`
	Expires *time.Time `json:"expires"`
}

func (c *setCommand) setTest(p *program, status statusfile.Status, set *setResult) error {
	ttl := api.DefaultTTL
	if c.TTL != nil {
		ttl = *c.TTL
	}
	if ttl <= 0 || ttl > api.MaxTTL {
		return usage("--ttl %s: a test status stands for more than 0s and at most 24h", ttl)
	}
	state, err := p.stateDir()
	if err != nil {
		return err
	}
	now := p.now()
	expires := now.Add(ttl).UTC()
	set.Expires = &expires
	return statusfile.SetTest(state, c.path(), status, ttl, now)
}
