using Wsm.Oci.Registry.Failures;
using Wsm.Terminal;

namespace Wsm.Tests.Terminal;

public sealed class RegistryHintsTests
{
    private static readonly RegistryProblem[] WithoutHint = [RegistryProblem.Other];

    [Fact]
    public void There_is_something_to_do_about_every_problem()
    {
        var silent = Enum.GetValues<RegistryProblem>().Where(problem => Hint(problem) is null);

        Assert.Equal(WithoutHint, silent);
    }

    [Fact]
    public void A_login_names_the_registry_it_is_for() =>
        Assert.Equal("Log in with: wsm login r.example:5000", Hint(RegistryProblem.LoginRequired));

    [Theory]
    [InlineData("https://r.example/v2/", "many registries listen on r.example:5000")]
    [InlineData("https://r.example:8443/v2/", "that this is its port")]
    public void A_refused_connection_is_asked_for_its_port(string address, string expected) =>
        Assert.Contains(expected, Hint(RegistryProblem.ConnectionRefused, address), StringComparison.Ordinal);

    private static string? Hint(RegistryProblem problem, string? address = null) =>
        Failure.HintFor(
            new RegistryException("it failed")
            {
                Problem = problem,
                Registry = "r.example:5000",
                Uri = address,
            }
        );
}
