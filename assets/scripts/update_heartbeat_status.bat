@echo off
rem Set the heartbeat status: write logs\heartbeat_status.txt below the folder
rem that this is started in.
rem
rem   update_heartbeat_status.bat waiting|login|trade|profit|error
rem   update_heartbeat_status.bat custom "Your custom message"
rem
rem Readers never see the file empty or half written: the new content is written
rem beside it and then takes its place at once, always as UTF-8. The code page
rem does not matter: this file is plain ASCII, and the message goes through the
rem environment to PowerShell (3 or later, part of Windows), which writes it.
rem
rem Exit status: 0 done, 64 wrong use, 70 the file could not be written.
setlocal EnableExtensions DisableDelayedExpansion
set "HEARTBEAT_SCRIPT=%~f0"
set "HEARTBEAT_TYPE=%~1"
set "HEARTBEAT_MESSAGE=%~2"
set "HEARTBEAT_REST=%~3"
rem Not a powershell.exe that lies in the current folder.
set "NoDefaultCurrentDirectoryInExePath=1"
powershell.exe -NoProfile -NonInteractive -Command "& ([ScriptBlock]::Create(([IO.File]::ReadAllText($env:HEARTBEAT_SCRIPT) -split ('#BEGIN ' + 'POWERSHELL#'), 2)[1]))"
exit /b %ERRORLEVEL%

#BEGIN POWERSHELL#
$ErrorActionPreference = 'Stop'

function Stop-Usage($sentence) {
    [Console]::Error.WriteLine('update_heartbeat_status.bat: ' + $sentence)
    [Console]::Error.WriteLine('usage: update_heartbeat_status.bat waiting|login|trade|profit|error|custom "message"')
    exit 64
}

$kind = [string]$env:HEARTBEAT_TYPE
$message = [string]$env:HEARTBEAT_MESSAGE
if ($env:HEARTBEAT_REST) { Stop-Usage 'put the message in quotes' }
if ($kind -ne 'custom' -and $message) { Stop-Usage 'only custom takes a message' }
switch ($kind) {
    'waiting' { $message = [char]::ConvertFromUtf32(0x1F504) + ' Waiting for signals...' }
    'login' { $message = [char]::ConvertFromUtf32(0x2705) + ' Login successful' }
    'trade' { $message = [char]::ConvertFromUtf32(0x1F4B0) + ' Trade executed' }
    'profit' { $message = [char]::ConvertFromUtf32(0x1F3AF) + ' Profit secured' }
    'error' { $message = [char]::ConvertFromUtf32(0x274C) + ' Error occurred' }
    'custom' { if (-not $message.Trim()) { Stop-Usage 'custom needs a message in quotes' } }
    '' { Stop-Usage 'name the type of the status' }
    default { Stop-Usage ('there is no type ' + $kind) }
}
if ($message -match '[\x0A-\x0D\x1C-\x1E\x85\u2028\u2029]') {
    Stop-Usage 'the message must be a single line: take the line break out'
}

try {
    # The invariant culture: others write dates in other calendars.
    $time = [DateTime]::Now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", [Globalization.CultureInfo]::InvariantCulture)
    $bytes = (New-Object Text.UTF8Encoding($false)).GetBytes($message + "`n" + $time + "`n")
    $folder = Join-Path (Get-Location).ProviderPath 'logs'
    [void][IO.Directory]::CreateDirectory($folder)
    $file = Join-Path $folder 'heartbeat_status.txt'
    $temporary = Join-Path $folder ('.heartbeat_status.txt.' + $PID + '.tmp')
    try {
        $stream = [IO.File]::Create($temporary)
        try {
            $stream.Write($bytes, 0, $bytes.Length)
            $stream.Flush($true)
        } finally {
            $stream.Dispose()
        }
        # A reader that has the file open is in the way for a moment: try again.
        for ($try = 1; ; $try++) {
            try {
                if ([IO.File]::Exists($file)) {
                    [IO.File]::Replace($temporary, $file, [NullString]::Value)
                } else {
                    [IO.File]::Move($temporary, $file)
                }
                break
            } catch {
                if ($try -ge 40) { throw }
                Start-Sleep -Milliseconds 25
            }
        }
    } finally {
        [IO.File]::Delete($temporary)
    }
} catch {
    [Console]::Error.WriteLine('update_heartbeat_status.bat: the status was not written: ' + $_.Exception.GetBaseException().Message)
    exit 70
}
exit 0
