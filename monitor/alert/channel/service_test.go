package channel

import (
	"encoding/json"
	"net/http"
	"testing"
)

// Each service of Shoutrrr, with the URL that its documentation shows, speaks
// through our transport and counts as taken when the server is content.
func TestServicesSpeakThroughOurTransport(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		slackHook, slackBot, telegramBot,
		"discord://cAnArYtoken@123456789012345678",
		"googlechat://chat.googleapis.com/v1/spaces/FOO/messages?key=bar&token=baz",
		"lark://open.larksuite.com/cAnArYtoken",
		"matrix://:token@matrix.example/?rooms=!room:matrix.example",
		"matrix://user:password@matrix.example/?rooms=!room:matrix.example",
		"mattermost://mattermost.example/token",
		"notifiarr://apikey",
		"rocketchat://rocket.example/tokenA/tokenB/channel",
		"teams://?host=https%3A%2F%2Fprod-00.westus.logic.azure.com%3A443%2Fworkflows%2Fabc123%2Ftriggers%2Fmanual%2Fpaths%2Finvoke%3Fsig%3Dcanary",
		"zulip://bot%40zulip.example:botkey@zulip.example/?stream=foo&topic=bar",
		"signal://localhost:8080/+1234567890/+0987654321",
		"bark://:devicekey@bark.example",
		"generic://hook.example/path?template=json",
		"generic+https://hook.example/path",
		"gotify://gotify.example/AbCdEf123456789",
		"ifttt://key/?events=event1&value1=x",
		"join://shoutrrr:apikey@join/?devices=device1",
		"ntfy://user:password@ntfy.example/topic",
		"opsgenie://api.opsgenie.com/eb243592-faa2-4ba2-a551q-1afdf565c889",
		"pagerduty://events.pagerduty.com/eb243592faa24ba2a5511afdf565c889",
		"pushbullet://o.abcdefghijklmnopqrstuvwxyz123456",
		"pushover://shoutrrr:token@user",
		"twilio://SIDxxx:token@+15551234567/+15557654321",
		"wecom://693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa",
	} {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{ // what makes one or the other content
				"ok": true, "code": map[bool]int{true: 200}[r.Host == "bark.example"], "status": 1, "joined_rooms": []string{"!room:matrix.example"}, "result": "success", "access_token": "x", "flows": []any{map[string]string{"type": "m.login.password"}},
			})
		})
		s, err := New(Options{Kind: KindShoutrrr, URL: address, Text: words("t", "b"), Transport: server.detour()})
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if err := s.Send(t.Context(), opened(silent("alpha"))); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		if len(server.requests()) == 0 {
			t.Errorf("%s: nothing came", address)
		}
	}
}
