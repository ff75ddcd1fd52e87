using Microsoft.CodeAnalysis;

namespace EdgeAgent.House.Tests;

public class SourceModelTests
{
    /// <summary>A search would miss the members of types that the compiler does not know.</summary>
    [Fact]
    public void Each_type_that_the_agents_sources_name_in_a_declaration_is_known()
    {
        string[] unknown = ["CS0246", "CS0234", "CS0012"];
        var errors = SourceModel.Agent.Compilation.GetDeclarationDiagnostics().Where(d => unknown.Contains(d.Id)).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors.Take(20)));
    }
}
