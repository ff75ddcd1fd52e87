using System.Net;
using EdgeAgent.Options;

namespace EdgeAgent.Web;

/// <summary>Section <c>Page</c>: whether and where the agent serves the dashboard's files.</summary>
/// <param name="Address">Address to listen on; <c>0.0.0.0</c> or <c>::</c> for all networks.</param>
/// <param name="BrokerPort">Port for MQTT over WebSocket of the broker on this machine, for a page whose address names no broker.</param>
/// <param name="Hosts">Host names that a browser may use besides the machine's own.</param>
public sealed record PageOptions(IPAddress Address, int Port, string Folder, IReadOnlyList<string> Hosts, int BrokerPort)
{
    /// <returns>Null when it is switched off, which is the default.</returns>
    public static PageOptions? Read(ConfigReader reader)
    {
        bool isEnabled = reader.Flag("Enabled", false);
        string address = reader.Text("Address", "127.0.0.1", text => IPAddress.TryParse(text, out _), "an IP address of this machine; 0.0.0.0 or :: for every network");
        int port = reader.Whole("Port", 8080, 1, 65535);
        string folder = reader.Text("Folder", "/usr/share/edgeagent/dashboard", Path.IsPathFullyQualified, "an absolute path");
        var hosts = reader.List("Hosts");
        int broker = reader.Whole("BrokerPort", 9001, 1, 65535);
        if (isEnabled && IPAddress.TryParse(address, out var bound)) return new PageOptions(bound, port, folder, hosts, broker);
        return null;
    }
}
