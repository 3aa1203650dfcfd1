package robots

import "time"

// Beat is a heartbeat as robots post it. Fields that are nil or empty are left
// out.
type Beat struct {
	Event          string `json:"event"`
	Account        string `json:"account,omitempty"`
	Status         string `json:"status"`
	SessionValid   *bool  `json:"session_valid,omitempty"`
	OpenOrders     *int   `json:"open_orders,omitempty"`
	ActiveAccounts *int   `json:"active_accounts,omitempty"`
	ActiveTasks    *int   `json:"active_tasks,omitempty"`
	Message        string `json:"message,omitempty"`
	Timestamp      string `json:"timestamp"`
}

// NewBeat begins the beat of an account, or of a robot when account is empty.
func NewBeat(account, status string, at time.Time) Beat {
	event := "ROBOT_HEARTBEAT"
	if account != "" {
		event = "ACCOUNT_HEARTBEAT"
	}
	return Beat{Event: event, Account: account, Status: status, Timestamp: at.Format(time.RFC3339Nano)}
}
