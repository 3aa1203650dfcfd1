//go:build !windows && !darwin

package notify

import "slices"

// toastsKept bounds what is remembered of toasts that a server never says
// were closed.
const toastsKept = 200

// toasts joins the callers' IDs to the server's numbers. The zero value is
// empty.
type toasts struct {
	order []onScreen // oldest first
}

type onScreen struct {
	id     string
	number uint32
}

// number is the server's number of the toast that a new one with this ID
// replaces, 0 for none.
func (t *toasts) number(id string) uint32 {
	for _, shown := range t.order {
		if id != "" && shown.id == id {
			return shown.number
		}
	}
	return 0
}

// id is the caller's name of a toast.
func (t *toasts) id(number uint32) (id string, known bool) {
	for _, shown := range t.order {
		if shown.number == number {
			return shown.id, true
		}
	}
	return "", false
}

func (t *toasts) shown(id string, number uint32) {
	if id == "" {
		return
	}
	t.order = slices.DeleteFunc(t.order, func(s onScreen) bool { return s.id == id || s.number == number })
	t.order = append(t.order, onScreen{id, number})
	if len(t.order) > toastsKept {
		t.order = t.order[1:]
	}
}

func (t *toasts) gone(number uint32) {
	t.order = slices.DeleteFunc(t.order, func(s onScreen) bool { return s.number == number })
}
