#!/bin/sh
# Set the heartbeat status: write logs/heartbeat_status.txt below the folder
# that this is started in.
#
#   ./update_heartbeat_status.sh waiting|login|trade|profit|error
#   ./update_heartbeat_status.sh custom "Your custom message"
#
# Readers never see the file empty or half written: the new content is written
# beside it and then takes its place at once, always as UTF-8.
#
# Exit status: 0 done, 64 wrong use, 70 the file could not be written.
# Needs a POSIX shell and nothing else.
set -u

usage() {
	printf '%s: %s\n' "$0" "$1" >&2
	printf 'usage: %s waiting|login|trade|profit|error|custom "message"\n' "$0" >&2
	exit 64
}

fail() {
	printf '%s: the status was not written: %s\n' "$0" "$1" >&2
	exit 70
}

kind=${1-}
case $kind in
waiting) message='🔄 Waiting for signals...' ;;
login) message='✅ Login successful' ;;
trade) message='💰 Trade executed' ;;
profit) message='🎯 Profit secured' ;;
error) message='❌ Error occurred' ;;
custom) message=${2-} ;;
'') usage 'name the type of the status' ;;
*) usage "there is no type $kind" ;;
esac

if [ "$kind" = custom ]; then
	[ $# -le 2 ] || usage 'put the message in quotes'
	newline='
'
	return=$(printf '\r')
	case $message in
	*"$newline"* | *"$return"*) usage 'the message must be a single line: take the line break out' ;;
	*[![:space:]]*) ;;
	*) usage 'custom needs a message in quotes' ;;
	esac
	if command -v iconv >/dev/null 2>&1; then
		printf '%s' "$message" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||
			usage 'the message is not UTF-8 text'
	fi
else
	[ $# -eq 1 ] || usage "$kind takes no message: use custom"
fi

file=logs/heartbeat_status.txt
temporary=logs/.heartbeat_status.txt.$$.tmp
mkdir -p logs || fail 'the folder logs cannot be made'
[ ! -d "$file" ] || fail "$file is a folder"
trap 'rm -f "$temporary"' EXIT
trap 'exit 70' HUP INT TERM
printf '%s\n%s\n' "$message" "$(date +%Y-%m-%dT%H:%M:%S)" >"$temporary" || fail 'logs is not writable, or the disk is full'
mv -f "$temporary" "$file" || fail "$file cannot be replaced"
