package clock

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var queryUnbiasedInterruptTime = windows.NewLazySystemDLL("kernel32.dll").NewProc("QueryUnbiasedInterruptTime")

// counters reads GetTickCount64, which counts sleep and hibernation, and the
// unbiased interrupt time, which does not. Both move with the timer tick, so
// their difference may tremble by about 16 ms.
func counters() (steady, awake time.Duration) {
	steady = windows.DurationSinceBoot()
	var ticks uint64 // of 100 ns
	done, _, _ := queryUnbiasedInterruptTime.Call(uintptr(unsafe.Pointer(&ticks)))
	if done == 0 {
		return steady, steady
	}
	return steady, time.Duration(ticks) * 100
}
