package agent

import (
	"fmt"

	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// robotTokens resolves the tokens of a configuration. The error says whose
// token is of no use and why, and never holds a secret.
func robotTokens(c *config.Config) ([]api.RobotToken, error) {
	tokens := make([]api.RobotToken, 0, len(c.Tokens))
	owners := map[string]string{}
	for _, t := range c.Tokens {
		secret, err := config.Secret(t.Value)
		if err != nil {
			return nil, fmt.Errorf("the token of robot %s cannot be read: %w", t.Robot, err)
		}
		if other, taken := owners[secret]; taken && other != t.Robot {
			return nil, fmt.Errorf("robots %s and %s have the same token: give each one of its own, for it says who posts", other, t.Robot)
		}
		owners[secret] = t.Robot
		tokens = append(tokens, api.RobotToken{Robot: t.Robot, Secret: secret})
	}
	return tokens, nil
}
