package window

import (
	"fmt"
	"testing"
	"time"

	"sentinel/monitor"
)

func barsOf(incidents ...monitor.Incident) (lanes [axisLanes][]axisBar, bars int) {
	var all []*episode
	for _, i := range incidents {
		all = append(all, &episode{Episode: monitor.Episode{Incidents: []monitor.Incident{i}}})
	}
	lanes = axisBars(all, timeAxis{noon.Add(-24 * time.Hour), noon, 0, 1440})
	for _, lane := range lanes {
		bars += len(lane)
	}
	return lanes, bars
}

func TestTroublesAtOnceLieInLanes(t *testing.T) {
	const warning = monitor.LevelWarning
	lanes, _ := barsOf(
		incident("a", "alpha", 10*time.Hour, 2*time.Hour, warning, monitor.CauseMissing, ""),
		incident("b", "beta", 9*time.Hour, 3*time.Hour, warning, monitor.CauseMissing, ""),
		incident("c", "gamma", 7*time.Hour, time.Second, warning, monitor.CauseMissing, ""), // a is over
		incident("d", "delta", time.Second, 0, warning, monitor.CauseMissing, ""),           // it has just begun
	)
	if len(lanes[0]) != 3 || len(lanes[1]) != 1 || len(lanes[2]) != 0 {
		t.Fatalf("bars lie as %v", lanes)
	}
	if short := lanes[0][1]; short.right-short.left != leastBar {
		t.Errorf("a short one is %v wide", short.right-short.left)
	}
	if now := lanes[0][2]; now.right != 1440 || now.left != 1440-leastBar {
		t.Errorf("what has just begun lies from %v to %v", now.left, now.right)
	}
}

// However many there are, each bar tells of a short time, and none is left out.
func TestBarsThatHaveNoRoomAreJoined(t *testing.T) {
	var many []monitor.Incident
	for n := range 5000 {
		many = append(many, incident(fmt.Sprint(n), "alpha", time.Duration(n)*17*time.Second+time.Minute, time.Second, monitor.LevelWarning, monitor.CauseMissing, ""))
	}
	lanes, bars := barsOf(many...)
	told := 0
	for _, lane := range lanes {
		for _, bar := range lane {
			told += len(bar.troubles)
			if bar.right-bar.left > mostJoined {
				t.Errorf("a bar of %d is %v wide", len(bar.troubles), bar.right-bar.left)
			}
		}
	}
	if told != len(many) || bars > 1000 {
		t.Errorf("%d bars tell of %d troubles, of %d", bars, told, len(many))
	}
}
