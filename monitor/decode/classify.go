package decode

import "sentinel/monitor"

// Classify says what a message means: one of the statuses of status files, or
// what the first of the user's rules that matches says.
func Classify(message string, rules []Rule) (kind string) {
	for _, rule := range rules {
		if rule.Match != nil && rule.Match.MatchString(message) {
			return rule.Kind
		}
	}
	return monitor.StatusCustom
}
