package view

import (
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// channelNoon is when all of them are looked at.
var channelNoon = time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) *time.Time {
	t := channelNoon.Add(-d)
	return &t
}

func TestChannelsHead(t *testing.T) {
	desk := api.ChannelInfo{Name: "desktop", Kind: "desktop"}
	owner := api.ChannelInfo{Name: "owner", Kind: "shoutrrr", Where: "telegram", Service: "telegram", Told: ago(time.Hour)}
	partner := api.ChannelInfo{Name: "partner", Kind: "shoutrrr", Where: "slack", Service: "slack", Told: ago(26 * time.Hour)}
	failing, untried, waiting := partner, partner, partner
	failing.Trouble, failing.Waiting = "slack refuses the token", 4
	untried.Told = nil
	waiting.Waiting = 1
	for _, c := range []struct {
		list          []api.ChannelInfo
		level         monitor.Level
		title, detail string
	}{
		{
			nil, monitor.LevelUnknown, "Nobody is told: add a channel", "Telegram, Slack or email reach you wherever you are.",
		},
		{
			[]api.ChannelInfo{desk},
			monitor.LevelUnknown, "Nobody is told but this desktop: add a channel",
			"Notifications are seen only by whoever sits at this desktop. Telegram, Slack or email reach you elsewhere.",
		},
		{[]api.ChannelInfo{owner}, monitor.LevelOK, "owner takes messages", "The latest message was taken by owner, 11:00."},
		{[]api.ChannelInfo{desk, partner, owner}, monitor.LevelOK, "3 channels, all take messages", "The latest message was taken by owner, 11:00."},
		{
			[]api.ChannelInfo{desk, owner, failing},
			monitor.LevelWarning, "partner does not take messages: 4 wait",
			"Slack refuses the token. The 2 other channels take them.",
		},
		{[]api.ChannelInfo{failing}, monitor.LevelCritical, "partner does not take messages: 4 wait", "Slack refuses the token."},
		{[]api.ChannelInfo{failing, failing, failing}, monitor.LevelCritical, "3 channels do not take messages: 12 wait", "Slack refuses the token."},
		{[]api.ChannelInfo{owner, waiting}, monitor.LevelWarning, "1 message waits for partner", "The latest message was taken by owner, 11:00."},
		{
			[]api.ChannelInfo{owner, untried},
			monitor.LevelUnknown, "partner has not taken a message yet",
			"Whether messages arrive there nobody knows. Send a test.",
		},
	} {
		h := ChannelsHead(c.list, channelNoon)
		if h.Level != c.level || h.Title != c.title || h.Detail != c.detail {
			t.Errorf("of %d channels: %v, %q, %q, want %v, %q, %q", len(c.list), h.Level, h.Title, h.Detail, c.level, c.title, c.detail)
		}
	}
}

// One that fails is never hidden behind one that was not tried, nor behind there
// being none but the desktop.
func TestChannelsHeadNeverStaysSilent(t *testing.T) {
	desk := api.ChannelInfo{Name: "desktop", Kind: "desktop", Trouble: "the session bus does not answer"}
	untried := api.ChannelInfo{Name: "new", Kind: "webhook"}
	for _, list := range [][]api.ChannelInfo{{desk}, {untried, desk}} {
		if h := ChannelsHead(list, channelNoon); h.Title != "desktop does not take messages" {
			t.Errorf("the headline is %q", h.Title)
		}
	}
}

func TestChannelTrouble(t *testing.T) {
	for trouble, want := range map[string]string{
		"The channel owner does not take messages, and they wait: the server answered 403: revoked": "The server answered 403: revoked.",
		"The channel other does not take messages: why":                                             "The channel other does not take messages: why.",
		"the keyring does not answer":                                                               "The keyring does not answer.",
		"":                                                                                          "",
	} {
		if got := ChannelTrouble(api.ChannelInfo{Name: "owner", Trouble: trouble}); got != want {
			t.Errorf("%q becomes %q, want %q", trouble, got, want)
		}
	}
}

func TestChannelFacts(t *testing.T) {
	got := ChannelFacts(api.ChannelInfo{
		Kind: "shoutrrr", Levels: []monitor.Level{monitor.LevelCritical, monitor.LevelUnknown, monitor.LevelWarning}, Keys: []string{"alpha", "alpha/*"},
		QuietHours: "22:00-07:00", Timezone: "Asia/Bangkok", ExceptCritical: true, EscalateAfter: 600, Waiting: 1, Told: ago(time.Minute),
		Mirror: []string{"login", "trade"},
	}, channelNoon)
	want := [][2]string{
		{"Told", "unknown, warning or critical, of alpha, alpha/*"},
		{"Also", "login, trade"},
		{"Quiet", "22:00 to 07:00 in Asia/Bangkok, critical also then"},
		{"Only", "after 10 min unacknowledged"},
		{"Waiting", "1 message"},
		{"Last", "taken 11:59"},
	}
	if len(got) != len(want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fact %d is %q, want %q", i, got[i], want[i])
		}
	}
	bare := ChannelFacts(api.ChannelInfo{Kind: "desktop"}, channelNoon)
	if len(bare) != 1 || bare[0] != [2]string{"Told", "nothing, of everyone"} {
		t.Errorf("of a channel without levels: %q", bare)
	}
	loud := ChannelFacts(api.ChannelInfo{Kind: "desktop", Sound: []monitor.Level{monitor.LevelCritical, monitor.LevelWarning}}, channelNoon)
	if len(loud) != 2 || loud[1] != [2]string{"Sound", "at a warning, when critical"} {
		t.Errorf("of a desktop with a sound: %q", loud)
	}
}

func TestChannelKindAndWord(t *testing.T) {
	for _, c := range []struct {
		channel    api.ChannelInfo
		kind, word string
	}{
		{api.ChannelInfo{Kind: "desktop"}, "This desktop", "works"},
		{api.ChannelInfo{Kind: "shoutrrr", Service: "telegram", Where: "telegram"}, "Telegram", "not tried yet"},
		{api.ChannelInfo{Kind: "shoutrrr", Service: "smtp", Where: "post.example", Told: ago(0)}, "Email by post.example", "works"},
		{api.ChannelInfo{Kind: "shoutrrr", Service: "smtp", Where: "smtp"}, "Email", "not tried yet"},
		{api.ChannelInfo{Kind: "shoutrrr", Service: "bark", Where: "bark", Waiting: 1}, "bark", "waits"},
		{api.ChannelInfo{Kind: "shoutrrr", Service: "generic", Where: "mail.example"}, "mail.example", "not tried yet"},
		{api.ChannelInfo{Kind: "shoutrrr"}, "Other service", "not tried yet"},
		{api.ChannelInfo{Kind: "webhook", Where: "pager.example", Trouble: "x"}, "Webhook to pager.example", "in trouble"},
		{api.ChannelInfo{Kind: "alertmanager"}, "Alertmanager", "not tried yet"},
	} {
		if kind, word := ChannelKind(c.channel), ChannelWord(c.channel); kind != c.kind || word != c.word {
			t.Errorf("%+v: %q, %q, want %q, %q", c.channel, kind, word, c.kind, c.word)
		}
	}
}

func TestDrillSum(t *testing.T) {
	told := func(seconds float64) api.DrillChannel { return api.DrillChannel{Told: true, Seconds: seconds} }
	for _, c := range []struct {
		channels []api.DrillChannel
		want     string
	}{
		{nil, "There is no channel that could have been told."},
		{[]api.DrillChannel{{}}, "No channel was told."},
		{[]api.DrillChannel{told(1), {}}, "1 of 2 channels were told."},
		{[]api.DrillChannel{told(10.64)}, "The channel was told after 10.6 s."},
		{[]api.DrillChannel{told(0.04)}, "The channel was told at once."},
		{[]api.DrillChannel{told(1), told(75)}, "All 2 channels were told, the last after 1 min 15 s."},
	} {
		if got := DrillSum(api.Drill{Channels: c.channels}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestMessageState(t *testing.T) {
	at := channelNoon.Add(-time.Hour)
	for _, c := range []struct {
		message api.Message
		want    string
	}{
		{api.Message{State: api.MessageDelivered, Made: at, Ended: ago(59 * time.Minute)}, "delivered"},
		{api.Message{State: api.MessageDelivered, Made: at, Ended: ago(20 * time.Minute)}, "delivered, sent 11:40"},
		{api.Message{State: api.MessageDelivered, At: at.Add(-time.Hour), Made: at, Ended: ago(time.Hour)}, "delivered"}, // a reminder
		{api.Message{State: api.MessageWaiting, Made: at}, "waits"},
		{api.Message{State: api.MessageWaiting, Made: at, Tries: 1, Error: "no route"}, "waits, 1 try: no route"},
		{api.Message{State: api.MessageRefused, Made: at, Ended: ago(0), Error: "too long"}, "not sent: too long"},
	} {
		if got := MessageState(c.message, channelNoon); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestMessageHeading(t *testing.T) {
	for _, c := range []struct{ state, kind, want string }{
		{api.MessageDelivered, "shoutrrr", "As the channel got it"},
		{api.MessageDelivered, "", "As the channel got it"},
		{api.MessageDelivered, "webhook", "In words"},
		{api.MessageRefused, "alertmanager", "In words"},
		{api.MessageRefused, "desktop", "As it was to be sent"},
		{api.MessageWaiting, "desktop", "As it is to be sent"},
	} {
		if got := MessageHeading(api.Message{State: c.state}, c.kind); got != c.want {
			t.Errorf("%s, to one of kind %q: %q, want %q", c.state, c.kind, got, c.want)
		}
	}
}

// Without a channel of its own this desktop is told of everything.
func TestAfterRemoval(t *testing.T) {
	desk, other := api.ChannelInfo{Name: "desktop", Kind: "desktop"}, api.ChannelInfo{Name: "owner", Kind: "shoutrrr"}
	second := api.ChannelInfo{Name: "night", Kind: "desktop"}
	const nothing, everything = "it is told nothing any more", "this desktop is told of everything again"
	for _, c := range []struct {
		removed api.ChannelInfo
		list    []api.ChannelInfo
		want    string
	}{
		{other, []api.ChannelInfo{desk, other}, nothing},
		{desk, []api.ChannelInfo{desk, other}, everything},
		{desk, []api.ChannelInfo{desk, second}, nothing},
	} {
		if got := AfterRemoval(c.removed, c.list); got != c.want {
			t.Errorf("%s of %d: %q, want %q", c.removed.Name, len(c.list), got, c.want)
		}
	}
}

func TestMessageTitle(t *testing.T) {
	for _, c := range []struct{ title, want string }{
		{"⬣ Critical: alpha went silent", "alpha went silent"},
		{"⬣ Critical: still: alpha went silent", "Still: alpha went silent"},
		{"⬣ Critical: nobody has acknowledged: alpha went silent", "Nobody has acknowledged: alpha went silent"},
		{"⬣ Critical: TEST: drill went silent", "drill went silent"},
		{"Critical mass", "Critical mass"},
	} {
		if got := MessageTitle(api.Message{Title: c.title, Level: monitor.LevelCritical, Test: true}); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.title, got, c.want)
		}
	}
}

func TestTestAnswer(t *testing.T) {
	for seconds, want := range map[float64]string{0.03: "It took the test at once.", 0.42: "It took the test after 0.4 s.", 75: "It took the test after 1 min 15 s."} {
		if got := TestAnswer(api.ChannelTest{Taken: true, Seconds: seconds}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLasting(t *testing.T) {
	for d, want := range map[time.Duration]string{-time.Second: "less than a second", 674 * time.Millisecond: "less than a second", 12 * time.Second: "12 s"} {
		if got := Lasting(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}

func TestMessageKind(t *testing.T) {
	for kind, want := range map[string]string{"escalated": "Nobody acknowledged it", "status": "News, no alarm", "of tomorrow": "of tomorrow"} {
		if got := MessageKind(api.Message{Kind: kind}); got != want {
			t.Errorf("%s is %q, want %q", kind, got, want)
		}
	}
}
