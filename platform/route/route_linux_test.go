package route

import (
	"os"
	"strings"
	"testing"
)

// The kernel's own list is the witness: a default route there must be seen.
func TestExistsAgreesWithTheRoutingTable(t *testing.T) {
	table, err := os.ReadFile("/proc/net/route")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(table), "\n")[1:] {
		fields := strings.Fields(line)
		if len(fields) > 7 && fields[1] == "00000000" && fields[7] == "00000000" && !Exists() {
			t.Errorf("there is a default route by %s, and Exists says no", fields[0])
		}
	}
}
