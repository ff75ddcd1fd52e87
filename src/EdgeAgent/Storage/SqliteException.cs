using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>A call of SQLite failed; <see cref="Code"/> is its primary result code.</summary>
public sealed class SqliteException(int extendedCode, string message) : IOException($"SQLite {extendedCode}: {message}")
{
    public int Code => extendedCode & 0xff;

    /// <summary>The file itself is no (longer a) good database; trying again does not help.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>The file was deleted or replaced while it was open.</summary>
    public bool IsGone { get; init; }
}
