using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Simulation;
using static EdgeAgent.Tests.Simulation.MadeSite;

namespace EdgeAgent.Tests.Simulation;

public sealed partial class HtmlReportTests
{
    private const string Nasty = "</script><img src=x onerror=alert(1)>&\"'";
    private const int Days = 20;

    [GeneratedRegex("<script type=\"application/json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataElement();

    private static string Page(string traceName = "site", string taskId = "job", int traces = 1)
    {
        Trace made = Of(Days, m => m % 5000 < 100 ? (sbyte)-1 : Nightly(m));
        var entries = new List<ReportEntry>();
        for (int i = 0; i < traces; i++)
        {
            var trace = new Trace
            {
                Name = traceName,
                StepS = made.StepS,
                StartS = made.StartS,
                Charging = made.Charging,
                OffsetMin = made.OffsetMin,
                SocPct = made.SocPct,
                LoadW = made.LoadW,
                HarvestW = made.HarvestW,
            };
            SimulatedTask[] tasks = [.. Tasks(Days, Preemption.Pause).Select(t => new SimulatedTask
            {
                Id = taskId + t.Id,
                ReleaseS = t.ReleaseS,
                DeadlineS = t.Id == "t3" ? long.MaxValue : t.DeadlineS,
                DurationS = t.DurationS,
                PowerW = t.PowerW,
                Class = t.Class,
                Preemption = t.Preemption,
            })];
            entries.Add(new ReportEntry(Run(trace, tasks), Run(trace, tasks, "run_now"), Run(trace, tasks, "when_charging"), 1.5));
        }

        using var text = new StringWriter();
        HtmlReport.Write(text, entries);
        return text.ToString();
    }

    [Fact]
    public void Names_of_traces_and_tasks_stay_text()
    {
        string page = Page(Nasty, Nasty, traces: 2);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        foreach (Match data in DataElement().Matches(page))
        {
            Assert.DoesNotContain('<', data.Groups[1].Value);
            using JsonDocument document = JsonDocument.Parse(data.Groups[1].Value);
            Assert.StartsWith(Nasty, document.RootElement.GetProperty("tasks")[0][0].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere_and_the_page_forbids_it()
    {
        string page = Page();
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        // The one address is the name of SVG's namespace, which nothing fetches.
        Assert.DoesNotMatch(@"(src|href|url)\s*[=(]\s*[""']?(https?:)?//", page);
        Assert.Equal(["http://www.w3.org/2000/svg"], Regex.Matches(page, @"https?://[^'""\s<]+").Select(m => m.Value).Distinct());
    }

    [Fact]
    public void The_data_say_what_was_recorded_forecast_and_run()
    {
        using JsonDocument document = JsonDocument.Parse(DataElement().Match(Page()).Groups[1].Value);
        JsonElement data = document.RootElement;
        Assert.Equal(Start, data.GetProperty("start").GetInt64());
        int[] charging = [.. data.GetProperty("charging").EnumerateArray().Select(v => v.GetInt32())];
        Assert.Equal(Days * 86400, charging.Where((_, i) => i % 2 == 0).Sum());
        Assert.Equal([-1, 0, 1], charging.Where((_, i) => i % 2 == 1).Distinct().Order());
        Assert.Equal(6 * 3600, data.GetProperty("p6_at").GetInt64());
        Assert.Equal(Days * 96, data.GetProperty("p6").GetBytesFromBase64().Length);
        Assert.Equal(["edgeagent", "when_charging", "run_now"], data.GetProperty("runs").EnumerateObject().Select(r => r.Name));
        foreach (JsonProperty runs in data.GetProperty("runs").EnumerateObject())
            Assert.Equal(Tasks(Days, Preemption.Pause).Sum(t => t.DurationS), runs.Value.EnumerateArray().Select(v => v.GetInt64()).Chunk(3).Sum(r => r[2] - r[1]));
    }

    [Fact]
    public void Scores_of_all_three_policies_the_bound_and_the_calibration_are_there_without_a_script()
    {
        string page = Page(traces: 2);
        foreach (string text in new[] { "<td>edgeagent</td>", "<td>when charging</td>", "<td>run now</td>", "<td>perfect foresight</td>", "class=\"calibration\"", "1 h ahead", "6 h ahead", "24 h ahead", "class=\"overview\"" })
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.InRange(page.Length, 10_000, 100_000);
    }

    [Fact]
    public void One_sentence_says_who_won_by_the_objective_of_the_site_and_by_how_much()
    {
        string page = Page();
        Assert.Contains("objective: minutes</p>", page, StringComparison.Ordinal);
        Assert.Matches(@"<p class=""verdict"">By minutes, (edgeagent|when charging) wins: \d+\.\d min a task, \d+\.\d min \(\d+ %\) less than (edgeagent|when charging)\.</p>", page);
        Assert.DoesNotContain(">by minutes</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_with_a_panel_is_judged_by_energy_and_the_minutes_stand_beside()
    {
        SimulatedTask[] tasks = Tasks(Days, Preemption.Never);
        Trace trace = Of(Days, m => HarvestAt(m) >= 3 ? (sbyte)1 : (sbyte)0, harvestW: HarvestAt);
        using var text = new StringWriter();
        HtmlReport.Write(text, [new ReportEntry(Run(trace, tasks), Run(trace, tasks, "run_now"), Run(trace, tasks, "when_charging"), 1.5)]);
        string page = text.ToString();
        Assert.Contains("objective: energy</p>", page, StringComparison.Ordinal);
        Assert.Contains(">by minutes</th>", page, StringComparison.Ordinal);
        Assert.Contains("<p class=\"verdict\">By energy, edgeagent wins: ", page, StringComparison.Ordinal);
    }

    // From 6 to 18 h, 20 W at noon.
    private static double HarvestAt(int minute) => 20 * Math.Max(0, Math.Sin((minute % 1440 - 360) * Math.PI / 720));
}
