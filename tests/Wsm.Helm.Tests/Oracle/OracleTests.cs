using System.Text;
using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Tests.Templates;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Random templates, run by us and by Go.</summary>
public sealed partial class OracleTests
{
    private const string Values =
        """{"a":"x","b":3,"c":"","d":true,"e":[],"m":{"k":"v","l":[1,2.5,"z"],"n":null},"l":["p","q",4,null],"s":"str"}""";

    [Fact]
    public void Random_templates_print_and_fail_as_in_Go()
    {
        using var oracle = new TemplateOracle();
        var property = Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var template = new RandomTemplate(seed).Write();
            var (output, error) = oracle.Ask(template, Values);
            if (error is not null && RangeOverInteger().IsMatch(error))
            {
                return;
            }

            var expected = Comparable(output ?? error!);
            var ours = Comparable(AsJson(TestTemplates.Render(template, JsonReader.Read(Values))));
            Assert.True(expected == ours, $"seed {seed}: {template}\nGo:   {expected}\nours: {ours}");
        });
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(3000), property);
    }

    /// <summary>Messages that have become longer since Debian's Go are cut back to what both say.</summary>
    private static string Comparable(string text) => NewerWords().Replace(text, "");

    /// <summary>As the oracle's JSON gives it: bytes that are no UTF-8 are lost.</summary>
    private static string AsJson(string text) => Encoding.UTF8.GetString(GoText.ToBytes(text));

    /// <summary>Debian's Go cannot do that yet.</summary>
    [GeneratedRegex("range can't iterate over -?[0-9]+$")]
    private static partial Regex RangeOverInteger();

    [GeneratedRegex("(?<=incompatible types for comparison): .*|(?<=non-function) .*(?= of type)")]
    private static partial Regex NewerWords();
}
