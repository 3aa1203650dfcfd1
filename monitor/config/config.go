package config

import (
	"crypto/sha256"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/calendar"
	"sentinel/monitor/decode"
)

// Config is what a configuration file says, checked and with the built-in
// values of everything but the rhythm, for which see Config.Rhythm.
type Config struct {
	Listen      Listen
	Tokens      []Token
	Defaults    Rhythm
	Sources     []Source
	Subjects    []SubjectRule
	Calendars   []Calendar
	Maintenance []Maintenance
	Rules       []decode.Rule // the user's own, in the order of the file
	Alerts      Alerts
	History     History
	Channels    []Channel
	Recovery    []Recovery
	Bus         *Bus // nil without [bus]

	markets map[string]*calendar.Calendar // by the names of Calendars
	sum     [sha256.Size]byte             // of the file that says it; zero: there is none
}

// Listen says where the API and the receiver are served.
type Listen struct {
	Address string   // host:port; "" turns the receiver off
	Hosts   []string // further Host values, behind a reverse proxy
	Origins []string // web pages that may read /api/heartbeat/status, as scheme://host[:port]
	TLSCert string   // path; "" without TLS
	TLSKey  string   // path; set when TLSCert is
}

// Token lets one robot post beats.
type Token struct {
	Robot string
	Value string // a reference, see Secret
}

// Rhythm is a set of expectations in which everything may be left open: nil,
// or "" for the calendar.
type Rhythm struct {
	Interval  *time.Duration
	Grace     *time.Duration
	MaxMisses *int
	Calendar  string // the name of a Calendar
}

// KindDesktop is the kind of a Channel that is the notifications of this desktop.
const KindDesktop = "desktop"

// Kinds of Source.
const (
	KindFile = "file"
	KindHTTP = "http"
)

// Presets of a Source of kind http.
const (
	PresetSentinel  = "sentinel"
	PresetFreqtrade = "freqtrade"
	PresetStatus    = "status"
	PresetJSON      = "json"
)

// Source is one file or endpoint that is watched. Its name is the key of the
// subject that it speaks of.
type Source struct {
	Name  string // unique
	Kind  string // KindFile or KindHTTP
	Every time.Duration
	Zone  *time.Location // of timestamps without one; nil: the local one

	Path   string // file
	Format string // file: auto, sentinel, json or mtime

	Preset      string // http
	URL         string // http: no user or password in it
	User        string // http: a reference, see Secret; "" when there is none
	Password    string // http: a reference
	Token       string // http: a reference
	StatusPath  string // http, preset json: where in the answer the status stands
	TimePath    string
	SessionPath string
	Timeout     time.Duration // http

	Rhythm  Rhythm
	BuiltIn bool // the default source of a configuration that names none
}

// Key is the key of the subject that the source speaks of.
func (s Source) Key() monitor.Key { return monitor.Key(s.Name) }

// SubjectRule says what is expected of the subjects whose keys match.
type SubjectRule struct {
	Keys   []string // patterns, in which * does not cross /
	Rhythm Rhythm
}

// Calendar says when a market is open: outside its sessions silence is
// expected. Its words are kept as they were written; see Config.Sessions for
// what they mean.
type Calendar struct {
	Name         string
	Zone         *time.Location
	Sessions     []string // "Mon-Fri 08:45-16:15", "Sun 17:00-Fri 17:00"
	Holidays     []string // "2026-12-25"
	EarlyCloses  []string // "2026-12-24 12:00"
	HolidaysFile string   // an iCalendar file, relative to the folder of the configuration; "" when there is none
}

// Alerts says how people are told.
type Alerts struct {
	GroupWait     time.Duration // a storm within it becomes one message
	GroupInterval time.Duration
	RecoverAfter  int           // beats until an incident closes, 1 or more
	RepeatEvery   time.Duration // 0: never
	Digest        string        // the local time of the day at which channels are told how the day was: "08:00"; "" for never
	Deadman       string        // an address, or a reference to one, that is asked while Sentinel lives; "" when there is none
	DeadmanEvery  time.Duration
}

// Channel is one way to tell people.
type Channel struct {
	Name           string // unique
	Kind           string // desktop, shoutrrr, webhook or alertmanager
	URL            string // a reference, or a literal that holds no secret
	Secret         string // a reference; "" when there is none
	Levels         []monitor.Level
	Keys           []string        // patterns; none: all subjects
	QuietHours     string          // "16:30-08:30"; "" when there are none
	Zone           *time.Location  // of QuietHours; nil: the local one
	ExceptCritical bool            // what is critical is told in quiet hours too
	EscalateAfter  time.Duration   // 0: speaks at once
	Mirror         []string        // what robots report of which it is told, such as trade; none: nothing
	Sound          []monitor.Level // at which a desktop makes a sound; none: never
}

// Bus is the message bus that several monitors share.
type Bus struct {
	URL      string
	Stream   string
	Replicas int
}

// What is built in.
const (
	DefaultAddress   = "127.0.0.1:8787"
	DefaultPath      = "logs/heartbeat_status.txt"
	DefaultName      = "default" // the robot of the built-in source and of beats that name none
	DefaultFileEvery = 2 * time.Second
	DefaultHTTPEvery = 10 * time.Second
	DefaultTimeout   = 10 * time.Second
)

// Default is the configuration without a file: the status file of the working
// folder, and the receiver.
func Default() *Config {
	return &Config{
		Listen: Listen{Address: DefaultAddress},
		Sources: []Source{{
			Name: DefaultName, Kind: KindFile, Path: DefaultPath, Format: "auto",
			Every: DefaultFileEvery, BuiltIn: true,
		}},
		Alerts: Alerts{
			GroupWait: 10 * time.Second, GroupInterval: 5 * time.Minute,
			RecoverAfter: 1, RepeatEvery: 4 * time.Hour, Digest: "08:00", DeadmanEvery: 5 * time.Minute,
		},
		History: History{Beats: 30 * day, Summaries: 3*365*day + day},
	}
}
