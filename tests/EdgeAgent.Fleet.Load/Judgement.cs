using System.Globalization;
using EdgeAgent.Fleet.Rules;
using EdgeAgent.Fleet.Store;

namespace EdgeAgent.Fleet.Load;

/// <summary>Compares the receipts that the devices sent with those that the controller has stored. Each line is one check.</summary>
internal sealed class Judgement
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public void Check(string what, bool isTrue, string figures)
    {
        if (isTrue) Passed++;
        else Failed++;
        Console.WriteLine($"{(isTrue ? "ok    " : "FAILED")} {what}: {figures}");
    }

    public void Compare(IReadOnlyList<StoredItem> told, IFleetStore store)
    {
        var tables = new FleetTables(store);
        var stored = tables.Receipts().ToList();
        var has = stored.ToDictionary(s => (s.Device, s.Epoch, s.Seq), s => s.Item);
        int lost = told.Count(t => !has.TryGetValue((t.Device, t.Epoch, t.Seq), out var item) || item.Id != t.Item.Id || item.Status != t.Item.Status);
        Check("every receipt that a device told is stored", lost == 0 && told.Count > 0, Text($"{told.Count} told, {stored.Count} stored, lost {lost}"));

        int doubled = stored.Where(s => s.Item.Status == TaskState.Queued).GroupBy(s => (s.Device, s.Item.Id)).Count(g => g.Count() > 1)
            + stored.Where(s => Outcomes.From(s.Item.Status).IsFinal()).GroupBy(s => (s.Device, s.Item.Id)).Count(g => g.Count() > 1);
        Check("no task was accepted or ended twice", doubled == 0, Text($"doubled {doubled}"));

        int gaps = stored.GroupBy(s => (s.Device, s.Epoch)).Count(g => g.Max(s => s.Seq) != g.Count());
        Check("no device's numbers have a gap", gaps == 0, Text($"devices with gaps {gaps}, receipts missing {tables.Devices().Sum(d => d.Facts.ReceiptsMissing)}"));

        var finals = stored.Where(s => Outcomes.From(s.Item.Status).IsFinal()).ToDictionary(s => (s.Device, s.Item.Id!), s => Outcomes.From(s.Item.Status));
        int wrong = tables.Campaigns().Sum(c => c.Targets.Values.Count(t => t.Outcome != finals.GetValueOrDefault((t.Device, TaskIds.Of(c.Spec.Id, t.Device, t.Attempt)), t.Outcome.IsFinal() ? Outcome.Pending : t.Outcome)));
        Check("every target of a campaign has the outcome that its device told", wrong == 0, Text($"differ {wrong}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
