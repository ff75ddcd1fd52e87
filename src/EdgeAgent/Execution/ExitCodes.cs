namespace EdgeAgent.Execution;

/// <summary>
/// Meaning of exit codes. 64 to 78 are those of BSD <c>sysexits.h</c>, 124 to 127 those of <c>timeout(1)</c> and <c>env(1)</c>; with 21
/// update scripts ask to be run later.
/// </summary>
internal static class ExitCodes
{
    /// <summary>Error category of an exit code; null for success (0).</summary>
    public static ErrorCategory? Category(int code) => code switch
    {
        0 => null,
        64 or 65 or 66 or 67 or 72 or 78 => ErrorCategory.ClientError,
        68 => ErrorCategory.Network,
        69 or 76 => ErrorCategory.ServerError,
        77 => ErrorCategory.Authentication,
        124 => ErrorCategory.Timeout,
        126 or 127 => ErrorCategory.ClientError,
        _ => ErrorCategory.Other,
    };

    /// <summary>The program asks to be run later; it has not failed.</summary>
    public static bool MeansLater(int code) => code is 21 or 75;

    public static string Name(int code) => code switch
    {
        21 => "asks to be run later",
        64 => "wrong arguments",
        65 => "wrong data",
        66 => "no input",
        67 => "unknown user",
        68 => "unknown host",
        69 => "service unavailable",
        70 => "internal error",
        71 => "system error",
        72 => "system file missing",
        73 => "cannot create output",
        74 => "input/output error",
        75 => "temporary failure, asks to be run later",
        76 => "protocol error",
        77 => "permission denied",
        78 => "configuration error",
        124 => "timed out",
        126 => "cannot be executed",
        127 => "not found",
        _ => "",
    };
}
