package monitor

import (
	"slices"
	"strings"
	"testing"
)

func TestExpectedChangesAreTheDiagrams(t *testing.T) {
	diagrams := map[Kind]string{
		KindRobot: "healthy>degraded degraded>healthy degraded>unhealthy unhealthy>degraded unhealthy>healthy",
		KindAccount: "idle>active active>idle active>expired idle>expired expired>active expired>idle " +
			"active>error error>active",
	}
	statuses := map[Kind][]string{
		KindRobot:   {StatusHealthy, StatusDegraded, StatusUnhealthy},
		KindAccount: {StatusIdle, StatusActive, StatusExpired, StatusError},
	}
	for kind, drawn := range diagrams {
		arrows := strings.Fields(drawn)
		for _, from := range statuses[kind] {
			for _, to := range statuses[kind] {
				want := from == to || slices.Contains(arrows, from+">"+to)
				if got := ExpectedChange(kind, from, to); got != want {
					t.Errorf("%s %s → %s: expected is %t", kind, from, to, got)
				}
			}
		}
	}
	for _, outside := range [][2]string{{"", StatusActive}, {StatusTrade, StatusError}, {StatusActive, StatusTrade}} {
		if !ExpectedChange(KindAccount, outside[0], outside[1]) {
			t.Errorf("%v is no change of the diagrams", outside)
		}
	}
}
