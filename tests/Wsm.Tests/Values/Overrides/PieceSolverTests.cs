using Wsm.Helm.Provenance;
using Wsm.Site.Values.Overrides;

namespace Wsm.Tests.Values.Overrides;

public sealed class PieceSolverTests
{
    [Fact]
    public void A_registry_of_its_own_is_set_and_nothing_else()
    {
        var best = PieceSolver.Solve(
            [Piece("docker.io", "registry"), Fixed("/"), Piece("a/b", "repository"), Fixed(":"), Piece("1", "tag")],
            "r.io/a/b:1"
        )[0];

        Assert.Equal([("registry", "r.io")], best.Select(edit => (edit.Key, edit.Text)));
    }

    [Fact]
    public void Without_a_registry_the_repository_takes_it()
    {
        var best = PieceSolver.Solve([Piece("a/b", "repository"), Fixed(":"), Piece("1", "tag")], "r.io/a/b:1")[0];

        Assert.Equal([("repository", "r.io/a/b")], best.Select(edit => (edit.Key, edit.Text)));
    }

    [Fact]
    public void Two_values_are_set_where_one_does_not_suffice()
    {
        var best = PieceSolver.Solve([Piece("docker.io", "registry"), Fixed("/redis:"), Piece("7", "tag")], "r.io/redis:7@sha256:ab")[0];

        Assert.Equal([("registry", "r.io"), ("tag", "7@sha256:ab")], best.Select(edit => (edit.Key, edit.Text)));
    }

    [Fact]
    public void What_is_fixed_all_through_has_no_solution() =>
        Assert.Empty(PieceSolver.Solve([Fixed("docker.io/"), Fixed("a:1")], "r.io/a:1"));

    private static ImagePiece Piece(string text, string key) => new(text, ValuePath.Root.Child(key), text, 0);

    private static ImagePiece Fixed(string text) => new(text, null, "", 0);
}
