package assets

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// handedOver is what the batch file passes on to PowerShell.
type handedOver struct {
	Args   []string
	Script string
	Kind   string
	Words  string
	Rest   string
}

// Where the batch file finds PowerShell this test's own program stands: it
// notes what it was given. So the half of the script that
// cmd runs is tested also where there is no PowerShell.
const note, exitStatus = "SENTINEL_TEST_NOTE", "SENTINEL_TEST_EXIT"

func TestMain(m *testing.M) {
	path, standIn := os.LookupEnv(note)
	if !standIn {
		os.Exit(m.Run())
	}
	given, err := json.Marshal(handedOver{
		os.Args[1:], os.Getenv("HEARTBEAT_SCRIPT"), os.Getenv("HEARTBEAT_TYPE"), os.Getenv("HEARTBEAT_MESSAGE"), os.Getenv("HEARTBEAT_REST"),
	})
	if err := errors.Join(err, os.WriteFile(path, given, 0o600)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var code int
	fmt.Sscan(os.Getenv(exitStatus), &code)
	os.Exit(code)
}

func TestBatchFileHandsOverWhatItWasGiven(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a folder & more")
	if err := os.CopyFS(dir, Scripts); err != nil {
		t.Fatal(err)
	}
	bat := filepath.Join(dir, "scripts", "update_heartbeat_status.bat")
	copyProgram(t, filepath.Join(dir, "bin", "powershell.exe"))
	path := filepath.Join(dir, "bin") + ";" + os.Getenv("PATH")

	for _, test := range []struct {
		typed             string // behind the name of the batch file
		kind, words, rest string
		exit              int
	}{
		{`waiting`, "waiting", "", "", 0},
		{`profit`, "profit", "", "", 70},
		{``, "", "", "", 64},
		{`custom "Your custom message"`, "custom", "Your custom message", "", 0},
		{`custom "$PROFIT $(id) 100 'x' ^&|<>;,=() back\slash"`, "custom", `$PROFIT $(id) 100 'x' ^&|<>;,=() back\slash`, "", 0},
		{`custom "wow!"`, "custom", "wow!", "", 0},
		{`custom "🎯 é 漢字"`, "custom", "🎯 é 漢字", "", 0},
		{`custom two words`, "custom", "two", "words", 64},
	} {
		t.Run(test.typed, func(t *testing.T) {
			noted := filepath.Join(t.TempDir(), "note.json")
			cmd := exec.CommandContext(t.Context(), filepath.Join(os.Getenv("SystemRoot"), "System32", "cmd.exe"))
			cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /d /s /c ""` + bat + `" ` + test.typed + `"`}
			cmd.Env = append(os.Environ(), note+"="+noted, fmt.Sprintf("%s=%d", exitStatus, test.exit), "PATH="+path)
			output, err := cmd.CombinedOutput()
			exit := 0
			if failed, ok := errors.AsType[*exec.ExitError](err); ok {
				exit = failed.ExitCode()
			} else if err != nil {
				t.Fatal(err)
			}
			if exit != test.exit || len(output) > 0 {
				t.Errorf("exit %d, %q; want %d and no words", exit, output, test.exit)
			}
			content, err := os.ReadFile(noted)
			if err != nil {
				t.Fatal(err)
			}
			var got handedOver
			if err := json.Unmarshal(content, &got); err != nil {
				t.Fatal(err)
			}
			if got.Kind != test.kind || got.Words != test.words || got.Rest != test.rest {
				t.Errorf("handed over %q %q %q, want %q %q %q", got.Kind, got.Words, got.Rest, test.kind, test.words, test.rest)
			}
			if !strings.EqualFold(got.Script, bat) {
				t.Errorf("the script is %s, want %s", got.Script, bat)
			}
			const command = `& ([ScriptBlock]::Create(([IO.File]::ReadAllText($env:HEARTBEAT_SCRIPT) -split ('#BEGIN ' + 'POWERSHELL#'), 2)[1]))`
			if len(got.Args) == 0 || got.Args[len(got.Args)-1] != command {
				t.Errorf("the command is %q", got.Args)
			}
		})
	}
}

func copyProgram(t *testing.T, to string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, program, 0o755); err != nil {
		t.Fatal(err)
	}
}
