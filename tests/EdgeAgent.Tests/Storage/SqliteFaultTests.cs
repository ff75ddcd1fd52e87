using System.Diagnostics;
using EdgeAgent.Native;
using EdgeAgent.Sensors.Machine;
using EdgeAgent.Storage;

namespace EdgeAgent.Tests.Storage;

public sealed class SqliteFaultTests
{
    [Theory]
    [InlineData(778, "does not let it be written")]
    [InlineData(266, "does not let it be read")]
    [InlineData(1034, "does not let it be flushed")]
    [InlineData(3850, "does not let files be locked")]
    [InlineData(10, "does not let it be used")]
    [InlineData(13, "no space is left")]
    [InlineData(8, "read-only")]
    [InlineData(1032, "read-only")]
    [InlineData(14, "cannot be opened")]
    [InlineData(5, "probably a second agent")]
    [InlineData(11, "damaged")]
    [InlineData(26, "damaged")]
    public void A_fault_of_the_store_is_words_and_not_a_number_alone(int code, string words)
    {
        string message = new SqliteException(code, "disk I/O error").Message;
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.EndsWith($"disk I/O error (SQLite {code})", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_system_without_free_inodes_counts_as_full()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root to mount a small tmpfs");
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=20", "edgeagent-test", folder.Path));
        try
        {
            Assert.InRange(DiskUse.UsedPct(folder.Path), 0, 20);
            for (int i = 0; i < 19; i++) File.WriteAllText(folder.File($"file{i}"), "");
            Assert.Equal(100, FileCalls.InodesUsedPct(folder.Path));
            Assert.Equal(100, DiskUse.UsedPct(folder.Path));
        }
        finally
        {
            Assert.Equal(0, Run("umount", folder.Path));
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
