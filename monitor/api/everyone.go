package api

import (
	"context"

	"sentinel/monitor"
)

// Lister gives a part of the list of subjects. A *Client is one.
type Lister interface {
	Subjects(ctx context.Context, q monitor.Query) (monitor.Page, error)
}

// Everyone asks for all whom a query asks for, in the order of their keys,
// however many they are.
func Everyone(ctx context.Context, from Lister, q monitor.Query) (all []monitor.Subject, err error) {
	q.Sort, q.Desc, q.Limit = "key", false, monitor.MaxLimit
	for {
		q.Offset = len(all)
		page, err := from.Subjects(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Subjects...)
		if len(page.Subjects) == 0 || len(all) >= page.Total {
			return all, nil
		}
	}
}
