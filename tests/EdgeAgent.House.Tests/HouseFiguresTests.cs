namespace EdgeAgent.House.Tests;

public class HouseFiguresTests
{
    private readonly ITestOutputHelper _output;

    public HouseFiguresTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public void The_figures_of_the_house_are_printed()
    {
        _output.WriteLine($"{HouseFigures.Lines} lines; {HouseFigures.Ternaries} ternaries, {1000.0 * HouseFigures.Ternaries / HouseFigures.Lines:0.0} per thousand lines, {HouseFigures.NestedTernaries.Count} nested");
        _output.WriteLine($"{HouseFigures.FilesWithMoreTypes.Count} files with more than one type; {HouseFigures.LongParameterLists.Count} parameter lists longer than five");
        Print("Ten classes with the most fields", HouseFigures.Classes.Take(10));
        Print("Ten longest classes", HouseFigures.Classes.OrderByDescending(c => c.Lines).Take(10));
        if (Environment.GetEnvironmentVariable("EDGEAGENT_HOUSE_LISTS") == "1")
        {
            foreach (string line in HouseFigures.FilesWithMoreTypes.Concat(HouseFigures.LongParameterLists)) _output.WriteLine(line);
        }

        Assert.NotEmpty(HouseFigures.Classes);
    }

    [Fact]
    public void No_conditional_expression_stands_inside_another() =>
        Assert.True(HouseFigures.NestedTernaries.Count == 0, string.Join('\n', HouseFigures.NestedTernaries));

    [Fact]
    public void No_line_holds_two_conditional_expressions_and_no_condition_is_long()
    {
        var dense = HouseFigures.LinesWithMoreTernaries.Concat(HouseFigures.LongConditions).ToList();
        Assert.True(dense.Count == 0, string.Join('\n', dense));
    }

    private void Print(string title, IEnumerable<(string Name, int Fields, int Lines)> classes)
    {
        _output.WriteLine($"{title}:");
        foreach (var (name, fields, lines) in classes) _output.WriteLine($"  {name}: {fields} fields, {lines} lines");
    }
}
