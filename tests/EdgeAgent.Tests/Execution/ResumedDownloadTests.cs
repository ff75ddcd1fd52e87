using System.Text;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>A download that goes on after 80,000 of 200,000 bytes, and servers that answer it wrongly.</summary>
public sealed class ResumedDownloadTests : IDisposable
{
    private const int Have = 80_000;
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i:D4} "))[..200_000]);
    private readonly KindRig _rig = new();

    public void Dispose() => _rig.Dispose();

    /// <summary>Status, headers and body of the first answer to a range, and whether the rest is asked for again.</summary>
    public static TheoryData<string, string, int, int> WrongAnswers { get; } = new()
    {
        { "206 Partial Content", "", Have, 120_000 },
        { "206 Partial Content", "Content-Range: bytes 0-199999/200000\r\n", 0, 200_000 },
        { "206 Partial Content", "Content-Range: bytes 90000-199999/200000\r\n", 90_000, 110_000 },
        { "206 Partial Content", "Content-Range: bytes 80000-199999/200001\r\n", Have, 120_000 },
        { "206 Partial Content", "Content-Range: bytes 80000-199999/200000\r\nETag: \"v2\"\r\n", Have, 120_000 },
        { "206 Partial Content", "Content-Range: bytes 80000-149999/200000\r\n", Have, 120_000 },
        { "206 Partial Content", "Content-Range: lines 80000-199999/200000\r\n", Have, 120_000 },
        { "200 OK", "ETag: \"v1\"\r\nContent-Range: bytes 80000-199999/200000\r\n", Have, 120_000 },
        { "200 OK", "ETag: \"v1\"\r\n", Have, 120_000 },
        { "416 Range Not Satisfiable", "Content-Range: bytes */80001\r\n", 0, 0 },
        { "416 Range Not Satisfiable", "", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task A_wrong_answer_to_a_range_never_ends_in_wrong_content(string status, string headers, int from, int length)
    {
        await using var server = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(call.Headers.ContainsKey("Range")
            ? TinyHttpServer.Answer(status, headers, Content[from..(from + length)])
            : First(Have)));
        await BreakOffAsync(server);

        RunOutcome broken = await ResumeAsync(server);

        // The worker detects each fault and fetches the file from its beginning; the server breaks off that transfer, too.
        Assert.Equal(ErrorCategory.Network, broken.Error!.Category);
        Assert.False(server.Calls[^1].Headers.ContainsKey("Range"));
        Assert.Equal("", _rig.List("data/transfer"));
    }

    [Fact]
    public async Task A_short_answer_is_legal_and_the_rest_is_asked_for()
    {
        await using var server = new TinyHttpServer(async (call, stream) =>
        {
            if (!call.Headers.TryGetValue("Range", out string? range))
            {
                await stream.WriteAsync(First(Have));
                return;
            }

            int from = int.Parse(range["bytes=".Length..^1], null);
            int to = Math.Min(from + 50_000, Content.Length);
            string headers = $"ETag: \"v1\"\r\nContent-Range: bytes {from}-{to - 1}/{Content.Length}\r\n";
            await stream.WriteAsync(TinyHttpServer.Answer("206 Partial Content", headers, Content[from..to]));
        });
        await BreakOffAsync(server);

        RunOutcome outcome = await ResumeAsync(server);

        Assert.Null(outcome.Error);
        Assert.Equal(["bytes=80000-", "bytes=130000-", "bytes=180000-"], server.Calls.Skip(1).Select(c => c.Headers["Range"]));
        Assert.All(server.Calls.Skip(1), c => Assert.Equal("\"v1\"", c.Headers["If-Range"]));
        Assert.Equal(Content, await File.ReadAllBytesAsync($"{_rig.Folder}/data/transfer/f"));
    }

    [Fact]
    public async Task A_server_that_never_makes_sense_of_a_range_is_an_error_and_no_loop()
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(
            TinyHttpServer.Answer("206 Partial Content", "ETag: \"v1\"\r\nContent-Range: bytes 5-9/10\r\n", Content[5..10])));

        RunOutcome outcome = await ResumeAsync(server);

        Assert.Equal(ErrorCategory.ServerError, outcome.Error!.Category);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Without_a_strong_mark_nothing_is_continued()
    {
        await using var server = new TinyHttpServer(async (_, stream) => await stream.WriteAsync(
            TinyHttpServer.Answer("200 OK", "ETag: W/\"v1\"\r\n", Content[..Have], Content.Length)));
        await BreakOffAsync(server);
        await BreakOffAsync(server);

        Assert.All(server.Calls, c => Assert.False(c.Headers.ContainsKey("Range")));
    }

    private static byte[] First(int length) => TinyHttpServer.Answer("200 OK", "ETag: \"v1\"\r\n", Content[..length], Content.Length);

    private async Task BreakOffAsync(TinyHttpServer server) => Assert.Equal(ErrorCategory.Network, (await ResumeAsync(server)).Error!.Category);

    private Task<RunOutcome> ResumeAsync(TinyHttpServer server) => _rig.RunAsync(
        new DownloadWorker(new ExecutionOptions(), $"{_rig.Folder}/data/transfer", TimeProvider.System), "http_download", $$"""{"url":"{{server.Url("/f")}}"}""");
}
