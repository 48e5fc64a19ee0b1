using System.Text.RegularExpressions;

namespace Wsm.Tests.Attacks;

/// <summary>A command that is new says here how it treats a bundle that nobody vouches for, or the build fails.</summary>
public sealed partial class BundleReadersTests
{
    [Fact]
    public void Every_command_is_tried_with_bundles_to_be_refused_or_is_known_to_read_none()
    {
        var tried = BundleReaders.All.Select(row => BundleReaders.NameOf(row.Data)).ToHashSet();

        Assert.Empty(tried.Intersect(BundleReaders.Others.Keys));
        Assert.Equal(
            BundleReaders.Commands().Select(command => command.Name).Order(StringComparer.Ordinal),
            tried.Concat(BundleReaders.Others.Keys).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_command_that_takes_keys_is_tried_with_one_that_was_revoked() =>
        Assert.Equal(
            BundleReaders
                .Commands()
                .Where(command => command.Command.Options.Any(option => option.Name == "--verify-key"))
                .Select(command => command.Name)
                .Order(StringComparer.Ordinal),
            TakingKeys().Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_page_about_trust_names_every_command_that_takes_keys()
    {
        var page = File.ReadAllText(Path.Combine(Checkout.Folder, "docs", "trust.md"));
        var sentence = Sentence().Match(page).Groups["commands"].Value;

        Assert.Equal(
            TakingKeys().Where(name => !name.StartsWith("registry ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            sentence.Split(['`', ',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Except(["and"]).Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<string> TakingKeys() => BundleReaders.WithOptions.Select(row => BundleReaders.NameOf(row.Data)).Distinct();

    [GeneratedRegex(@"(?<commands>(`[a-z]+`(,| and)?\s)+)all take\s`--verify-key FILE`", RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();
}
