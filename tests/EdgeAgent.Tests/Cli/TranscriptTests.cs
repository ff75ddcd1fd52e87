using System.Globalization;
using System.Text;
using EdgeAgent.Cli;

namespace EdgeAgent.Tests.Cli;

/// <summary>
/// <c>src/docs/command-line.md</c> shows what the commands print, on a terminal of 80 columns and in a pipe, as these tests print it. Run them
/// with <c>EDGEAGENT_WRITE_DOCS=1</c> to write the page anew.
/// </summary>
public sealed class TranscriptTests
{
    private const string Begin = "<!-- transcript -->";
    private const int Columns = 80;
    private static readonly string Esc = ((char)0x1B).ToString();

    private static readonly string[][] Commands =
    [
        ["task", "submit", "backup.json"],
        ["task", "list"],
        ["task", "why", "backup"],
        ["task", "show", "sync-7"],
        ["task", "plan"],
        ["power"],
    ];

    [Fact]
    public void The_page_shows_what_the_commands_print()
    {
        string page = Path.Combine(Repository.Root, "src/docs/command-line.md");
        string wanted = File.ReadAllText(page).Split(Begin)[0] + Begin + "\n\n## Terminal, 80 columns\n" + Transcript(new Screen(Columns, false)) + "\n## Pipe\n" + Transcript(Screen.Pipe);
        if (Environment.GetEnvironmentVariable("EDGEAGENT_WRITE_DOCS") == "1") File.WriteAllText(page, wanted);
        Assert.Equal(wanted, File.ReadAllText(page));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void On_a_terminal_no_line_is_wider_than_80_columns(bool hasColor)
    {
        string plain = System.Text.RegularExpressions.Regex.Replace(Transcript(new Screen(Columns, hasColor)), Esc + @"\[[0-9;]*m", "");
        Assert.All(plain.Split('\n'), line => Assert.InRange(new StringInfo(line).LengthInTextElements, 0, Columns));
    }

    [Fact]
    public void Only_a_terminal_with_colors_gets_control_sequences()
    {
        Assert.Contains(Esc, Transcript(new Screen(Columns, true)), StringComparison.Ordinal);
        Assert.DoesNotContain(Esc, Transcript(new Screen(Columns, false)), StringComparison.Ordinal);
        Assert.DoesNotContain(Esc, Transcript(Screen.Pipe), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_pipe_a_task_is_one_line_however_long_its_names()
    {
        string name = new('n', 64);
        using var rig = new CommandRig();
        rig.Answers("list", $$"""{"ok":true,"data":{"total":1,"tasks":[{"id":"{{name}}","phase":"WAITING","status":"QUEUED","kind":"{{name}}","wait_reasons":[]}]} }""");
        rig.Run("task", "list", "--device", "pi");
        Assert.Contains($"{name}  WAITING  {name}\n", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_device_sends_cannot_steer_the_terminal()
    {
        using var rig = new CommandRig { Screen = new Screen(Columns, true) };
        rig.Answers("show", """{"ok":true,"data":{"id":"a","message":"\u001b[2J\u0007[red]x[/]"}}""");
        rig.Run("task", "show", "a", "--device", "pi");
        Assert.DoesNotContain(Esc + "[2J", rig.Output, StringComparison.Ordinal);
        Assert.Contains("[2J [red]x[/]", rig.Output, StringComparison.Ordinal);
    }

    private static string Transcript(Screen screen)
    {
        using var rig = new CommandRig { Screen = screen };
        rig.Answers("submit", """{"seq":7,"id":"backup","status":"QUEUED","warnings":["constraints.chargin: unknown, did you mean charging?"]}""");
        rig.Answers("list", $$"""{"ok":true,"data":{"total":4,"tasks":[{{Backup}},{{Sync}},{{Reindex}},{{Upload}}]} }""");
        rig.Answers("why", $$"""{"ok":true,"data":{{Backup}} }""");
        rig.Answers("show", $$"""{"ok":true,"data":{{Sync}} }""");
        rig.Answers("plan", $$"""{"ok":true,"data":{"tasks":[{{Backup}},{{Sync}},{{Reindex}}]} }""");
        rig.Answers("power", $$"""{"ok":true,"data":{{Power()}} }""");
        string document = rig.File("backup.json", """{"id":"backup","kind":"archive","constraints":{"chargin":true}}""");
        var text = new StringBuilder();
        foreach (string[] command in Commands)
        {
            rig.Clear();
            rig.Run([.. command.Select(c => c == "backup.json" ? document : c), "--device", "pi"]);
            text.Append(CultureInfo.InvariantCulture, $"\n```\n$ edgeagent {string.Join(' ', command)}\n{rig.Error}{rig.Output}```\n");
        }

        return text.ToString();
    }

    private const string Backup = """
        {"id":"backup","kind":"archive","class":"charging_only","status":"QUEUED","phase":"WAITING","planned_start":"2026-03-02T13:10:00.000Z","planned_end":"2026-03-02T13:40:00.000Z",
         "wait_reasons":[{"reason":"CONSTRAINT_BATTERY_NOT_LOW","current":"61 %","required":">= 80 %","estimated_at":"2026-03-02T13:10:00.000Z"},
                         {"reason":"CONSTRAINT_CHARGING","current":"battery","required":"powered 2 min","estimated_at":"2026-03-02T11:22:00.000Z"}]}
        """;

    private const string Sync = """
        {"v":1,"device":"pi","ts":"2026-03-02T10:00:00.000Z","clock":"ntp","boot_id":"b","up_ms":1,"id":"sync-7","rev":3,"status":"IN_PROGRESS","phase":"RUNNING","attempt":1,"progress_pct":40,
         "message":"sent 120 of 300 records to https://collector.example.org/v1/records in batches of 16","started_at":"2026-03-02T09:55:00.000Z","planned_start":"2026-03-02T09:55:00.000Z",
         "planned_end":"2026-03-02T10:20:00.000Z","kind":"sync","class":"background","priority":"normal","tags":["field","hourly"],"wait_reasons":[],"accepted_at":"2026-03-01T21:00:00.000Z"}
        """;

    private const string Reindex = """
        {"id":"reindex-of-the-whole-photo-library-2026-03","kind":"heavy_processing","class":"charging_only","status":"QUEUED","phase":"BLOCKED",
         "wait_reasons":[{"reason":"PREREQUISITE","current":"backup waits","required":"backup"}]}
        """;

    private const string Upload = """
        {"id":"upload","kind":"http_upload","class":"normal","status":"FAILED","phase":"FAILED","reason":"DEADLINE_EXPIRED","finished_at":"2026-02-28T08:00:00.000Z","wait_reasons":[]}
        """;

    // From 60 % down to the charger at 12:20 local time, then up.
    private static string Power()
    {
        var soc = Enumerable.Range(0, 96).Select(i => i < 6 ? 60 - (i * 2) : Math.Min(100, 50 + ((i - 6) * 3)));
        var charging = Enumerable.Range(0, 96).Select(i => i switch { < 4 => "0.05", < 6 => "0.5", < 30 => "0.95", < 40 => "0.3", _ => "0" });
        return $$"""
            {"power":{"soc_pct":61,"voltage_v":3.81,"power_w":-3.1,"source":"battery","charging":"discharging","quality":"measured","time_to_empty_s":6240,"powered":false},
             "system":{"cpu_pct":4,"idle":true,"network":"any"},
             "forecast":{"start":"2026-03-02T10:00:00.000Z","slot_s":900,"next_charge_start":"2026-03-02T11:20:00.000Z","next_charge_end":"2026-03-02T17:30:00.000Z","confidence":0.62,"site_kind":"home","site_kind_p":0.97,
             "p_charging":[{{string.Join(',', charging)}}],"soc_pct":[{{string.Join(',', soc)}}]},
             "mode":"reduced","limit":"auto","limits":{"batch":16,"quality":"medium","parallel":true},"sensors":[{"name":"ina219","quality":"measured","age_s":2},{"name":"rtc","quality":"stale","fault":"no answer"}]}
            """;
    }
}
