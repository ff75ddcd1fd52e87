using System.Diagnostics;
using EdgeAgent.Link;
using EdgeAgent.Native;
using EdgeAgent.Options;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Link;

/// <summary>Files that the configuration names are read on threads that must not hang.</summary>
public sealed class SmallFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fifo_as_password_file_is_refused_and_does_not_hold_the_link_for_ever()
    {
        string fifo = _folder.File("password");
        using (var make = Process.Start("mkfifo", fifo)) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var reading = Task.Run(() => SmallFile.ReadText(fifo), TestContext.Current.CancellationToken);
        var e = await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains("must be a regular file", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca")]
    [InlineData("certificate")]
    [InlineData("key")]
    [InlineData("password")]
    public async Task A_fifo_in_place_of_any_file_of_the_brokers_settings_is_named_and_holds_nothing(string which)
    {
        using var pki = new Pki();
        using var own = pki.Issue("device", []);
        pki.WriteTo(own)(_folder.Path);
        await File.WriteAllTextAsync(_folder.File("password"), "secret", TestContext.Current.CancellationToken);
        string fifo = _folder.File("fifo");
        using (var make = Process.Start("mkfifo", fifo)) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        string Place(string name, string file) => name == which ? fifo : _folder.File(file);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mqtt:Tls"] = "true",
            ["Mqtt:CaFile"] = Place("ca", "ca.pem"),
            ["Mqtt:CertificateFile"] = Place("certificate", "server.pem"),
            ["Mqtt:KeyFile"] = Place("key", "server.key"),
            ["Mqtt:PasswordFile"] = Place("password", "password"),
        }).Build();
        var options = MqttOptions.Read(new ConfigReader(configuration, "Mqtt"));
        var reading = Task.Run(() => ClientSettings.From(options, "device"), TestContext.Current.CancellationToken);
        var e = await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains($"{fifo}: must be a regular file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_device_as_certificate_is_refused()
    {
        Assert.Contains("must be a regular file", Assert.Throws<IOException>(() => SmallFile.Check("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_gigabytes_is_refused_before_it_is_read()
    {
        using (var file = File.Create(_folder.File("large"))) file.SetLength(4L << 30);
        Assert.Contains("at most 1048576 bytes", Assert.Throws<IOException>(() => SmallFile.ReadText(_folder.File("large"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_file_is_followed_as_certificate_tools_make_them_and_a_missing_file_is_named()
    {
        File.WriteAllText(_folder.File("real"), "secret");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        Assert.Equal("secret", SmallFile.ReadText(_folder.File("link")));
        Assert.Contains("absent", Assert.Throws<FileNotFoundException>(() => SmallFile.ReadText(_folder.File("absent"))).Message, StringComparison.Ordinal);
    }
}
