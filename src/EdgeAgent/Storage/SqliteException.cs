using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>A call of SQLite failed. The message explains the error for people; SQLite's own message and number follow.</summary>
/// <param name="extendedCode">Extended result code (sqlite.org/rescode.html): the lower eight bits are the primary code, the others the operation.</param>
public sealed class SqliteException(int extendedCode, string message) : IOException($"{Meaning(extendedCode)}: {message} (SQLite {extendedCode})")
{
    /// <summary>The primary result code.</summary>
    public int Code => extendedCode & 0xff;

    /// <summary>The file is not a valid database; another try does not help.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>The file was deleted or replaced while it was open.</summary>
    public bool IsGone { get; init; }

    private static string Meaning(int code) => (code & 0xff) switch
    {
        raw.SQLITE_FULL => "no space is left on the medium, or in its quota",
        raw.SQLITE_READONLY => "the medium or the file is read-only",
        raw.SQLITE_CANTOPEN => "the file cannot be opened or made: the folder is missing, read-only, without free inodes, or belongs to another user",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another process uses the file, probably a second agent",
        raw.SQLITE_PERM or raw.SQLITE_AUTH => "access is not permitted",
        raw.SQLITE_NOMEM => "there is not enough memory",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "the file is damaged",
        raw.SQLITE_IOERR => $"the medium does not let {Doing(code >> 8)} (it may be read-only, worn out or gone; dmesg shows why)",
        _ => "the store failed",
    };

    private static string Doing(int what) => what switch
    {
        1 or 2 => "it be read",
        3 or 6 or 22 => "it be written",
        4 or 5 => "it be flushed",
        8 or 9 or 14 or 15 or 20 => "files be locked, as some network file systems do",
        _ => "it be used",
    };
}
