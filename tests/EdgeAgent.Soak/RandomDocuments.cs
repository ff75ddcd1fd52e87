using System.Globalization;
using System.Text;

namespace EdgeAgent.Soak;

/// <summary>Task documents with every field of the contract, most of them valid, some cut or mutated. The same seed gives the same ones.</summary>
public sealed class RandomDocuments(Random random)
{
    private static readonly string[] Kinds = ["noop", "exec", "http_upload", "sync", "archive", "cleanup", "training", "update"];
    private static readonly string[] Classes = ["critical", "normal", "background", "charging_only"];
    private static readonly string[] Priorities = ["critical", "high", "normal", "low"];
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC"];
    private static readonly string[] Crons = ["0 * * * *", "*/20 * * * *", "30 2 * * *", "0 9 * * 1-5", "15 */4 * * *"];
    private static readonly string[] Policies = ["keep", "replace", "append", "append_or_replace", "update"];

    private int _next;

    public byte[] Next(DateTimeOffset wall)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Document(wall));
        if (random.Next(50) == 0) Mutate(bytes);
        return random.Next(200) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private string Document(DateTimeOffset wall)
    {
        int n = _next++;
        var fields = new List<string> { $"\"id\":\"t{n}\"", $"\"kind\":\"{Of(Kinds)}\"" };
        bool expedited = Chance(4);
        if (Chance(60)) fields.Add($"\"class\":\"{Of(Classes)}\"");
        if (Chance(50)) fields.Add($"\"priority\":\"{Of(Priorities)}\"");
        if (Chance(20)) fields.Add($"\"preemption\":\"{Of(["pause", "restart", "never"])}\"");
        if (Chance(15)) fields.Add("\"tags\":[\"a\",\"b\"],\"args\":{\"n\":1}");
        if (Chance(20) && !expedited) fields.Add($"\"constraints\":{{{Constraint()}}}");
        if (Chance(70)) fields.Add($"\"deadline\":{random.Next(60, 200_000)}");
        else if (Chance(30)) fields.Add($"\"deadline\":\"{wall.AddMinutes(random.Next(1, 5000)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\"");
        if (Chance(10)) fields.Add($"\"delay_s\":{random.Next(1, 50)}");
        if (expedited) fields.Add($"\"expedited\":{{\"if_out_of_quota\":\"{Of(["run_as_normal", "drop"])}\"}}");
        if (Chance(8) && n > 5) fields.Add($"\"after\":[\"t{n - random.Next(1, 5)}\"]");
        if (Chance(5)) fields.Add($"\"unique\":{{\"name\":\"u{random.Next(20)}\",\"policy\":\"{Of(Policies)}\"}}");
        if (random.Next(300) == 0) fields.Add($"\"schedule\":{{{Schedule(wall)}}}");
        if (Chance(10)) fields.Add($"\"limits\":{{\"run_s\":{random.Next(5, 300)},\"stall_s\":{random.Next(5, 300)}}}");
        if (Chance(10)) fields.Add($"\"retry\":{{\"max\":{random.Next(0, 6)},\"backoff\":\"{Of(["exponential", "linear"])}\",\"delay_s\":{random.Next(0, 60)}}}");
        if (Chance(30)) fields.Add($"\"estimate\":{{\"duration_s\":{random.Next(1, 1200)},\"energy_mwh\":{random.Next(0, 900)}}}");
        return $"{{{string.Join(',', fields)}}}";
    }

    private string Constraint() => random.Next(9) switch
    {
        0 => "\"charging\":true",
        1 => "\"external_power\":true",
        2 => "\"battery_not_low\":true",
        3 => $"\"min_soc_pct\":{random.Next(0, 101)}",
        4 => "\"idle\":true",
        5 => "\"network\":\"any\"",
        6 => "\"network\":\"unmetered\",\"flexible\":true",
        7 => "\"storage_not_low\":true",
        _ => "\"max_cpu_temperature_c\":70",
    };

    private string Schedule(DateTimeOffset wall) => random.Next(3) switch
    {
        0 => $"\"every_s\":{random.Next(900, 20_000)},\"flex_s\":{random.Next(300, 900)}",
        1 => $"\"cron\":\"{Of(Crons)}\",\"timezone\":\"{Of(Zones)}\",\"misfire\":\"{Of(["run_once", "skip"])}\"",
        _ => $"\"at\":\"{wall.AddMinutes(random.Next(1, 3000)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\"",
    };

    private void Mutate(byte[] bytes)
    {
        for (int i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private string Of(string[] words) => words[random.Next(words.Length)];
}
