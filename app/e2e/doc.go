// Package e2e tests the built programs together, as a user meets them: on a real desktop (package desktop), with a real
// panel, a real notification server, real files and real sockets. It holds nothing but tests; they are built with the tag
// desktop, need the programs in bin/ and are run by make test.
package e2e
