namespace EdgeAgent.Storage;

/// <summary>A call of SQLite failed; <see cref="Code"/> is its primary result code.</summary>
public sealed class SqliteException(int extendedCode, string message) : IOException($"SQLite {extendedCode}: {message}")
{
    public int Code => extendedCode & 0xff;

    /// <summary>The file itself is no (longer a) good database; trying again does not help.</summary>
    public bool IsDamage => Code is SqliteNative.Corrupt or SqliteNative.NotADatabase;

    public bool IsDiskFull => Code is SqliteNative.Full;
}
