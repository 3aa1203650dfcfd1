package trend

import (
	"time"

	"sentinel/monitor"
)

// Overall is how several subjects fared together, as far as their states tell:
// of beats and gaps it knows nothing. Each piece of time is taken in once, in any
// order.
type Overall struct {
	Week [7][24]Outages // by time.Weekday and hour of the day in the zone

	step  time.Duration
	zone  *time.Location
	steps map[int64]*Summary // by when they begin, Unix milliseconds
	one   *Summary           // of the subject whose time is taken in
}

// Columns of an hour that say whether there was an outage.
const (
	outagesColumn = 3
	downColumn    = countColumns + 3
)

// NewOverall begins with no subjects.
func NewOverall(step time.Duration, zone *time.Location) *Overall {
	return &Overall{step: step, zone: zone, steps: map[int64]*Summary{}, one: new(Summary)}
}

// Of says whose time is taken in from now on: it is added to one as well.
func (o *Overall) Of(one *Summary) { o.one = one }

// AddDay takes in a day that AppendDay has written, without the gaps: that takes
// a tenth of the time that DecodeDay needs.
func (o *Overall) AddDay(data []byte) error {
	body, err := dayBody(data)
	if err != nil {
		return err
	}
	r := reader{rest: body}
	from := midnight(r.varint())
	var sum columns
	before := aliveHour
	for hour := 0; hour < len(Day{}.Hours) && !r.bad; {
		c, equal := r.run(before)
		if equal > uint64(len(Day{}.Hours)-hour) {
			return errDamaged
		}
		for i := range sum {
			sum[i] += c[i] * int64(equal)
		}
		if c[downColumn] > 0 || c[outagesColumn] > 0 {
			for i := range int(equal) {
				o.outage(from.Add(time.Duration(hour+i)*time.Hour), c.summary(from))
			}
		}
		hour += int(equal)
		before = c
	}
	if r.bad {
		return errDamaged
	}
	o.add(from, sum.summary(from))
	return nil
}

// AddHour takes in an hour, or a part of one.
func (o *Overall) AddHour(s Summary) {
	o.outage(s.From, s)
	o.add(s.From, s)
}

// AddTurns takes in [from, to) as the turns of the subject tell. Those before
// from tell what held then.
func (o *Overall) AddTurns(from, to time.Time, turns []monitor.Turn) {
	fold := NewFold(from, monitor.Rhythm{}, o.AddHour)
	for _, t := range turns {
		if t.At.Before(to) {
			fold.Turn(t)
		}
	}
	fold.Close(to)
}

func (o *Overall) add(from time.Time, s Summary) {
	s.From, s.LongestGap, s.Gaps = from, 0, Histogram{} // of columns that were added up these mean nothing
	begin := StepOf(from, o.step).UnixMilli()
	sum := o.steps[begin]
	if sum == nil {
		sum = new(Summary)
		o.steps[begin] = sum
	}
	sum.add(&s)
	o.one.add(&s)
}

// outage adds what an hour had of outages. Where the clocks of the zone are half
// an hour off, it goes to the hour that the middle of it lies in.
func (o *Overall) outage(from time.Time, s Summary) {
	if s.Down == 0 && s.Outages == 0 {
		return
	}
	local := from.Truncate(time.Hour).Add(30 * time.Minute).In(o.zone)
	sum := &o.Week[local.Weekday()][local.Hour()]
	sum.Time += s.Down
	sum.Begun += s.Outages
}

// Total is the time of all subjects.
func (o *Overall) Total() (total Summary) {
	for _, sum := range o.steps {
		total.add(sum)
	}
	return total
}

// Steps returns what all subjects together were in each step of [from, to) of
// which something is known, in the order of time.
func (o *Overall) Steps(from, to time.Time) (steps []Summary) {
	for at := StepOf(from, o.step); at.Before(to); at = at.Add(o.step) {
		if sum := o.steps[at.UnixMilli()]; sum != nil {
			steps = append(steps, *sum)
		}
	}
	return steps
}
