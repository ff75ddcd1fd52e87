using System.Text;
using EdgeAgent.Execution;
using EdgeAgent.Workers;

namespace EdgeAgent.Tests.Execution;

/// <summary>Where transfers may go: the first address, and every redirect.</summary>
public sealed class RedirectTests : IDisposable
{
    private readonly KindRig _rig = new();
    private ExecutionOptions _options = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task A_redirect_to_a_host_that_is_not_allowed_is_not_followed()
    {
        await using var other = Server("200 OK", body: "stolen");
        await using var allowed = Server("302 Found", $"Location: {other.Url("/x").Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}\r\n");
        _options = _options with { HttpHosts = ["127.0.0.1"] };

        RunOutcome outcome = await _rig.RunAsync(Downloader(), "http_download", $$$"""{"url":"{{{allowed.Url("/f")}}}","headers":{"X-Key":"s3cret"}}""");

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
        Assert.Contains("host 'localhost' is not in Tasks:HttpHosts", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Empty(other.Calls);
        Assert.Equal("", _rig.List("data/transfer"));
    }

    [Fact]
    public async Task Headers_and_token_go_to_the_first_origin_only()
    {
        string token = _rig.Write("secrets/token", "s3cret\n");
        await using var other = Server("200 OK", body: "content");
        await using var first = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(
            TinyHttpServer.Answer("307 Temporary Redirect", $"Location: {(call.Path == "/f" ? "/g" : other.Url("/h"))}\r\n")));
        _options = _options with { ReadFolders = [$"{_rig.Folder}/secrets"] };

        RunOutcome outcome = await _rig.RunAsync(
            Downloader(), "http_download", $$$"""{"url":"{{{first.Url("/f")}}}","token_file":"{{{token}}}","headers":{"X-Key":"k"}}""");

        Assert.Null(outcome.Error);
        Assert.All(first.Calls, c => Assert.Equal(("Bearer s3cret", "k"), (c.Headers["Authorization"], c.Headers["X-Key"])));
        HttpCall last = Assert.Single(other.Calls);
        Assert.False(last.Headers.ContainsKey("Authorization"));
        Assert.False(last.Headers.ContainsKey("X-Key"));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/f")]
    [InlineData("http://user:word@127.0.0.1/f")]
    public async Task A_redirect_to_another_scheme_or_with_a_password_is_not_followed(string location)
    {
        await using var server = Server("302 Found", $"Location: {location}\r\n");

        RunOutcome outcome = await _rig.RunAsync(Downloader(), "http_download", $$"""{"url":"{{server.Url("/f")}}"}""");

        Assert.Contains("which is not followed", outcome.Error!.Message, StringComparison.Ordinal);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Redirects_without_end_are_an_error()
    {
        await using var server = Server("302 Found", "Location: /again\r\n");

        RunOutcome outcome = await _rig.RunAsync(Downloader(), "http_download", $$"""{"url":"{{server.Url("/f")}}"}""");

        Assert.Contains("after 10 redirects", outcome.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "302 Found")]
    [InlineData("PUT", "303 See Other")]
    public async Task An_upload_that_a_redirect_would_turn_into_a_get_is_no_success_and_deletes_nothing(string method, string status)
    {
        await using var server = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(
            call.Path == "/in" ? TinyHttpServer.Answer(status, "Location: /page\r\n") : TinyHttpServer.Answer("200 OK")));
        _rig.Write("data/transfer/log", "precious");

        RunOutcome outcome = await _rig.RunAsync(
            Uploader(), "http_upload", $$"""{"url":"{{server.Url("/in")}}","path":"log","method":"{{method}}","delete_after":true}""");

        Assert.Equal(ErrorCategory.ClientError, outcome.Error!.Category);
        Assert.Equal("log", _rig.List("data/transfer"));
    }

    [Fact]
    public async Task An_upload_is_sent_whole_again_where_a_redirect_keeps_its_method()
    {
        await using var server = new TinyHttpServer(async (call, stream) => await stream.WriteAsync(
            call.Path == "/in" ? TinyHttpServer.Answer("308 Permanent Redirect", "Location: /new\r\n") : TinyHttpServer.Answer("201 Created")));
        _rig.Write("data/transfer/log", "precious");

        RunOutcome outcome = await _rig.RunAsync(Uploader(), "http_upload", $$"""{"url":"{{server.Url("/in")}}","path":"log"}""");

        Assert.Null(outcome.Error);
        Assert.Equal("precious", Encoding.UTF8.GetString(server.Calls[1].Body));
        Assert.Contains("\"bytes\":8,", ExecRig.Text(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void Delete_after_needs_the_right_to_delete_there()
    {
        _rig.Write("readable/log");
        _options = _options with { ReadFolders = [$"{_rig.Folder}/readable"] };
        string args = $$"""{"url":"http://x/in","path":"{{_rig.Folder}}/readable/log","delete_after":true}""";

        Assert.Contains("args.delete_after: ", Uploader().Validate(ExecRig.Spec(args, kind: "http_upload")).Fault, StringComparison.Ordinal);
        _options = _options with { CleanupFolders = [$"{_rig.Folder}/readable"] };
        Assert.Null(Uploader().Validate(ExecRig.Spec(args, kind: "http_upload")).Fault);
    }

    [Theory]
    [InlineData("http://127.0.0.1/f", true)]
    [InlineData("http://2130706433/f", true)]
    [InlineData("http://0x7f.1/f", true)]
    [InlineData("http://127.0.0.1:9/f", true)]
    [InlineData("http://Files.Example.org/f", true)]
    [InlineData("http://[::0:1]:8080/f", true)]
    [InlineData("http://[::1]:8081/f", false)]
    [InlineData("http://[::ffff:127.0.0.1]/f", false)]
    [InlineData("http://files.example.org@evil.example/f", false)]
    [InlineData("http://files.example.org.evil.example/f", false)]
    [InlineData("http://localhost/f", false)]
    [InlineData("http://127.0.0.2/f", false)]
    public void A_host_is_compared_in_its_plain_form(string url, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowedHosts(["127.0.0.1", "files.example.org", "[::1]:8080"]).Refusal(new Uri(url)) is null);

    private static TinyHttpServer Server(string status, string headers = "", string body = "") =>
        new(async (_, stream) => await stream.WriteAsync(TinyHttpServer.Answer(status, headers, Encoding.UTF8.GetBytes(body))));

    private DownloadWorker Downloader() => new(_options, $"{_rig.Folder}/data/transfer", TimeProvider.System);

    private UploadWorker Uploader() => new(_options, $"{_rig.Folder}/data/transfer", TimeProvider.System);
}
