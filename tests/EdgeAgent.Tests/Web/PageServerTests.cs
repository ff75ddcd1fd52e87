using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeAgent.Web;

namespace EdgeAgent.Tests.Web;

public sealed class PageServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PageServer _server;

    public PageServerTests()
    {
        string root = _folder.File("page");
        Directory.CreateDirectory(Path.Combine(root, "assets"));
        File.WriteAllText(Path.Combine(root, "index.html"), "<!doctype html>");
        File.WriteAllText(Path.Combine(root, "assets/app-0a1b2c3d.js"), "run()");
        File.WriteAllText(Path.Combine(root, ".hidden"), "hidden");
        File.WriteAllText(_folder.File("secret"), "secret");
        File.CreateSymbolicLink(Path.Combine(root, "link.html"), _folder.File("secret"));
        Directory.CreateSymbolicLink(Path.Combine(root, "up"), _folder.File(""));
        _server = new PageServer(new PageOptions(IPAddress.Loopback, 0, root, ["pi.example.org"], 9001), TimeProvider.System);
        _server.Start();
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_page_comes_with_its_type_and_is_asked_for_again_each_time()
    {
        string answer = Ask("GET /? HTTP/1.1");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/html; charset=utf-8\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 15\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-cache\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy: frame-ancestors 'none'\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n<!doctype html>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_broker_in_its_address_the_page_is_sent_to_the_one_of_this_machine() =>
        Assert.Contains("302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: /?broker=ws://localhost:9001\r\n", Ask("GET / HTTP/1.1", "localhost:8080"), StringComparison.Ordinal);

    [Fact]
    public void What_the_browser_has_already_is_not_sent_again()
    {
        string tag = Ask("GET /? HTTP/1.1").Split("ETag: ")[1].Split("\r\n")[0];
        string answer = Ask("GET /? HTTP/1.1", more: $"If-None-Match: {tag}\r\n");
        Assert.StartsWith("HTTP/1.1 304 Not Modified\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_hash_in_its_name_is_kept_for_a_year() =>
        Assert.Contains("Cache-Control: public, max-age=31536000, immutable\r\n", Ask("GET /assets/app-0a1b2c3d.js HTTP/1.1"), StringComparison.Ordinal);

    [Fact]
    public void HEAD_sends_the_head_alone()
    {
        string answer = Ask("HEAD /index.html HTTP/1.1");
        Assert.Contains("Content-Length: 15\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /../secret HTTP/1.1", "404")]
    [InlineData("GET /assets/../../secret HTTP/1.1", "404")]
    [InlineData("GET /%2e%2e/secret HTTP/1.1", "404")]
    [InlineData("GET //etc/passwd HTTP/1.1", "404")]
    [InlineData("GET /link.html HTTP/1.1", "404")]
    [InlineData("GET /up/secret HTTP/1.1", "404")]
    [InlineData("GET /.hidden HTTP/1.1", "404")]
    [InlineData("GET /assets HTTP/1.1", "404")]
    [InlineData("GET /assets/ HTTP/1.1", "404")]
    [InlineData("GET /nothing.js HTTP/1.1", "404")]
    [InlineData("POST / HTTP/1.1", "405")]
    [InlineData("GET http://elsewhere/ HTTP/1.1", "400")]
    [InlineData("GET /", "400")]
    [InlineData("\u0010\u0012", "400")]
    public void Nothing_else_is_served(string request, string status)
    {
        string answer = Ask(request);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8080", "200")]
    [InlineData("192.168.1.5:8080", "200")]
    [InlineData("[::1]:8080", "200")]
    [InlineData("pi.example.org", "200")]
    [InlineData("rebound.attacker.example", "421")]
    [InlineData("localhost.attacker.example", "421")]
    [InlineData("", "421")]
    public void A_host_that_is_not_this_machine_is_refused(string host, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", Ask("GET /? HTTP/1.1", host), StringComparison.Ordinal);

    [Fact]
    public void A_head_without_end_is_dropped() => Assert.Equal("", Ask("GET /? HTTP/1.1", more: new string('x', PageRequest.MaxBytes)));

    [Fact]
    public void Connections_that_say_nothing_leave_room_for_others()
    {
        var silent = Enumerable.Range(0, 7).Select(_ => Connect()).ToList();
        Assert.StartsWith("HTTP/1.1 200 ", Ask("GET /? HTTP/1.1"), StringComparison.Ordinal);
        silent.ForEach(s => s.Dispose());
    }

    [Fact]
    public void The_end_closes_open_connections_and_the_port()
    {
        using var open = Connect();
        var place = _server.EndPoint!;
        _server.Dispose();
        Assert.True(IsEnded(open));
        Assert.Throws<SocketException>(() => new TcpClient().Connect(place));
    }

    [Fact]
    public void A_page_server_that_runs_out_of_descriptors_says_so_and_goes_on_when_there_are_some()
    {
        int left = 2;
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var server = new PageServer(
            new PageOptions(IPAddress.Loopback, 0, _folder.File("page"), [], 9001), TimeProvider.System,
            listener => left-- > 0 ? throw new SocketException((int)SocketError.TooManyOpenSockets) : listener.Accept());
        server.Faulted += faults.Enqueue;
        server.Start();

        Assert.StartsWith("HTTP/1.1 200 OK", Ask("GET /? HTTP/1.1", server: server), StringComparison.Ordinal);
        Assert.Contains("Too many open", Assert.Single(faults), StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsEnded(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[1]) == 0;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private Socket Connect(PageServer? server = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        socket.Connect((server ?? _server).EndPoint!);
        return socket;
    }

    private string Ask(string request, string host = "localhost", string more = "", PageServer? server = null)
    {
        using var socket = Connect(server);
        socket.Send(Encoding.Latin1.GetBytes($"{request}\r\nHost: {host}\r\n{more}\r\n"));
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
