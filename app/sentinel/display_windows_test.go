package main

// displayNeedsNone: this system always has a display.
const displayNeedsNone = true
