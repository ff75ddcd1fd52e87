using System.Globalization;

namespace EdgeAgent.Mutation;

/// <summary>What a test takes without a mutant, and which mutants it reaches.</summary>
internal sealed record TestCost(int Ms, HashSet<int> Reached)
{
    /// <summary>Reads a line of <see cref="TestHost"/>.</summary>
    public static TestCost Read(string line)
    {
        string[] words = line.Split(' ');
        return new TestCost(Number(words[0]), [.. words[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
    }

    public bool Reaches(Mutant mutant) => Reached.Contains(mutant.Id);

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
