package config

// permissionsMean says whether a file's mode tells who may read it: here access
// control lists do.
const permissionsMean = false
