package tray

// Bar is the system's tray as far as we use it: one icon with a menu. Its
// methods are called from one goroutine at a time.
type Bar interface {
	SetIcon(name string) // an icon of the assets
	SetTooltip(text string)
	// OnTapped sets what a click on the icon does; it is called from a
	// goroutine of the library and must not block.
	OnTapped(func())
	AddItem(label string) Item
	AddSeparator()
	// Run shows the icon until Quit. It belongs on the main goroutine. ready is
	// called on another goroutine when the menu is to be built; on some
	// systems late or never.
	Run(ready func())
	// Quit ends Run. It may be called from any goroutine, and before Run.
	Quit()
	// Early tells whether icon and tooltip can be set before Run.
	Early() bool
}

// Item is one item of the menu.
type Item interface {
	AddItem(label string) Item // a submenu's
	SetLabel(string)           // only while it is shown
	Enable(bool)               // only while it is shown
	Show()
	Hide()
	Clicks() <-chan struct{} // never closed
}
