using System.Text;
using EdgeAgent.Execution;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeAgent.Tests.Execution;

public sealed class WorkerLinesTests
{
    [Fact]
    public void Every_word_of_the_protocol_is_understood()
    {
        (List<WorkerLine> said, int malformed) = Read("""
            progress 42.5
            progress 50 half way
            message  counting sheep
            checkpoint {"row":17}
            result 4 files
            error server_error HTTP 502
            error network
            retry-after 90
            """);

        Assert.Equal(0, malformed);
        Assert.Equal(
            [
                new WorkerLine.Progress(42.5, null),
                new WorkerLine.Progress(50, "half way"),
                new WorkerLine.Remark("counting sheep"),
                new WorkerLine.Checkpoint("""{"row":17}"""),
                new WorkerLine.Result("4 files"),
                new WorkerLine.Error(ErrorCategory.ServerError, "HTTP 502"),
                new WorkerLine.Error(ErrorCategory.Network, "network"),
                new WorkerLine.RetryAfter(TimeSpan.FromSeconds(90)),
            ],
            said);
    }

    [Theory]
    [InlineData("progress")]
    [InlineData("progress x")]
    [InlineData("progress -1")]
    [InlineData("progress 100.1")]
    [InlineData("progress NaN")]
    [InlineData("PROGRESS 5")]
    [InlineData("error")]
    [InlineData("error terrible it broke")]
    [InlineData("retry-after -5")]
    [InlineData("retry-after soon")]
    [InlineData("retry-after 1e300")]
    [InlineData("hello")]
    public void A_line_that_is_not_understood_is_counted_and_the_next_one_works(string line)
    {
        (List<WorkerLine> said, int malformed) = Read(line + "\nprogress 7\n");

        Assert.Equal(1, malformed);
        Assert.Equal([new WorkerLine.Progress(7, null)], said);
    }

    [Fact]
    public void A_line_without_end_takes_no_memory_and_the_next_one_works()
    {
        var lines = new WorkerLines();
        var said = new List<WorkerLine>();
        byte[] flood = Encoding.ASCII.GetBytes("message " + new string('x', WorkerLines.MaxLine));
        for (int i = 0; i < 100; i++) lines.Feed(flood, said.Add);

        lines.Feed("\nprogress 1\n"u8, said.Add);

        Assert.Equal(1, lines.Malformed);
        Assert.Equal([new WorkerLine.Progress(1, null)], said);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_counted()
    {
        var lines = new WorkerLines();
        lines.Feed([(byte)'m', 0xff, 0xfe, (byte)'\n'], _ => Assert.Fail("nothing was said"));

        Assert.Equal(1, lines.Malformed);
    }

    [Fact]
    public void Empty_lines_and_carriage_returns_do_no_harm()
    {
        (List<WorkerLine> said, int malformed) = Read("\n\nprogress 3\r\n\n");

        Assert.Equal(0, malformed);
        Assert.Equal([new WorkerLine.Progress(3, null)], said);
    }

    [Fact]
    public void Any_bytes_in_any_pieces_are_taken_and_cutting_changes_nothing()
    {
        Prop.ForAll<byte[], byte>((bytes, cut) =>
        {
            byte[] noise = [.. bytes, (byte)'\n', .. "progress 9\n"u8];
            int at = cut % (noise.Length + 1);
            var whole = new WorkerLines();
            var pieces = new WorkerLines();
            List<WorkerLine> first = [], second = [];
            whole.Feed(noise, first.Add);
            pieces.Feed(noise.AsSpan(0, at), second.Add);
            pieces.Feed(noise.AsSpan(at), second.Add);
            return first.SequenceEqual(second) && whole.Malformed == pieces.Malformed && first[^1] == new WorkerLine.Progress(9, null);
        }).QuickCheckThrowOnFailure();
    }

    private static (List<WorkerLine> Said, int Malformed) Read(string text)
    {
        var lines = new WorkerLines();
        var said = new List<WorkerLine>();
        lines.Feed(Encoding.UTF8.GetBytes(text), said.Add);
        lines.End(said.Add);
        return (said, lines.Malformed);
    }
}
