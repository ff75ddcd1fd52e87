using System.Reflection;
using System.Runtime.InteropServices;
using EdgeAgent.Native;
using SQLitePCL;

namespace EdgeAgent.Storage;

/// <summary>
/// Connects SQLitePCLRaw to the SQLite library of the operating system, which the operating system keeps up to date.
/// </summary>
internal static class SqliteLibrary
{
    private static readonly Lazy<bool> Loaded = new(static () =>
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_sqlite3());
        raw.FreezeProvider();
        return true;
    });

    /// <exception cref="DllNotFoundException">The package libsqlite3-0 is not installed.</exception>
    public static void Load() => _ = Loaded.Value;

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name == "sqlite3") return NativeLibrary.Load(SqliteCalls.Library, assembly, path);
        return 0;
    }
}
