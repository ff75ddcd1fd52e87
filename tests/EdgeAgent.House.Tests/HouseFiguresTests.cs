namespace EdgeAgent.House.Tests;

public class HouseFiguresTests
{
    private const double MostTernariesPerThousandLines = 12.0;

    // A call of the C library. A new one takes a struct.
    private static readonly string[] MoreThanFiveParameters = ["Libc.posix_spawn"];

    private readonly ITestOutputHelper _output;

    public HouseFiguresTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public void The_figures_of_the_house_are_printed()
    {
        _output.WriteLine($"{HouseFigures.Lines} lines; {HouseFigures.Ternaries} ternaries, {HouseFigures.TernariesPerThousandLines:0.0} per thousand lines, {HouseFigures.NestedTernaries.Count} nested");
        _output.WriteLine($"{HouseFigures.FilesWithMoreTypes.Count} files with more than one type; {HouseFigures.LongParameterLists.Count} methods with more than five parameters");
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

    [Fact]
    public void Each_file_holds_one_type_and_has_its_name()
    {
        var others = HouseFigures.FilesWithMoreTypes.Concat(HouseFigures.FilesNamedOtherwise).ToList();
        Assert.True(others.Count == 0, string.Join('\n', others));
    }

    [Fact]
    public void A_body_stands_on_the_line_of_its_condition_or_in_braces() =>
        Assert.True(HouseFigures.BodiesOnTheNextLine.Count == 0, string.Join('\n', HouseFigures.BodiesOnTheNextLine));

    [Fact]
    public void A_method_has_at_most_five_parameters_or_is_listed() => Assert.Equal(MoreThanFiveParameters, HouseFigures.LongParameterLists.Order(StringComparer.Ordinal));

    // Lower it when the share falls; an early return or a switch expression reads better than most conditional expressions.
    [Fact]
    public void Conditional_expressions_stay_seldom() =>
        Assert.InRange(HouseFigures.TernariesPerThousandLines, 0, MostTernariesPerThousandLines);

    private void Print(string title, IEnumerable<(string Name, int Fields, int Lines)> classes)
    {
        _output.WriteLine($"{title}:");
        foreach (var (name, fields, lines) in classes) _output.WriteLine($"  {name}: {fields} fields, {lines} lines");
    }
}
