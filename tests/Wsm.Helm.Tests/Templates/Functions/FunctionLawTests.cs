using FsCheck;
using FsCheck.Fluent;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Syntax;
using Wsm.Helm.Versions;

namespace Wsm.Helm.Tests.Templates.Functions;

public sealed class FunctionLawTests
{
    private static readonly Gen<string> Texts = ArbMap.Default.GeneratorFor<NonNull<byte[]>>().Select(bytes => GoText.FromBytes(bytes.Get));

    [Theory]
    [InlineData("{{ .x | b64enc | b64dec }}")]
    [InlineData("{{ .x | b32enc | b32dec }}")]
    [InlineData("{{ .x | encryptAES \"k\" | decryptAES \"k\" }}")]
    [InlineData("{{ .x | splitList \"a\" | join \"a\" }}")]
    [InlineData("{{ regexSplit \"b\" .x -1 | join \"b\" }}")]
    [InlineData("{{ regexReplaceAll \"(?s)(.*)\" .x \"${1}\" }}")]
    public void What_is_taken_apart_and_put_together_is_the_same_text_whatever_its_bytes(string template) =>
        Check.QuickThrowOnFailure(Prop.ForAll(Texts.ToArbitrary(), text => FunctionLab.Render(template, ("x", Value.Of(text))) == text));

    [Fact]
    public void Bytes_survive_being_text() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll<NonNull<byte[]>>(bytes => GoText.ToBytes(GoText.FromBytes(bytes.Get)).SequenceEqual(bytes.Get))
        );

    [Fact]
    public void A_pattern_that_quotes_a_text_matches_that_text() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(Texts.Where(text => !text.Any(GoText.IsStrayByte)).ToArbitrary(), text =>
                FunctionLab.Render("{{ regexMatch (printf \"^%s$\" (regexQuoteMeta .x)) .x }}", ("x", Value.Of(text))) == "true"
            )
        );

    [Fact]
    public void Merging_a_map_again_changes_nothing()
    {
        var pairs = ArbMap.Default.GeneratorFor<NonNull<Tuple<string, int>[]>>();
        Check.QuickThrowOnFailure(Prop.ForAll(pairs.Two().ToArbitrary(), maps =>
            {
                var template = "{{ $once := merge (deepCopy .a) .b }}{{ $twice := merge (deepCopy $once) .b }}{{ deepEqual $once $twice }}";
                return FunctionLab.Render(template, ("a", Map(maps.Item1.Get)), ("b", Map(maps.Item2.Get))) == "true";
            }));
    }

    [Fact]
    public void Versions_are_in_one_order()
    {
        var versions = Gen.Choose(0, 3)
            .Three()
            .SelectMany(
                _ => Gen.Elements("", "-a", "-a.1", "-1", "-2", "-a.b"),
                (numbers, pre) => $"{numbers.Item1}.{numbers.Item2}.{numbers.Item3}{pre}"
            )
            .Select(SemanticVersion.Parse);
        Check.QuickThrowOnFailure(
            Prop.ForAll(versions.Three().ToArbitrary(), v =>
                v.Item1.CompareTo(v.Item2) == -v.Item2.CompareTo(v.Item1)
                && (v.Item1.CompareTo(v.Item2) > 0 || v.Item2.CompareTo(v.Item3) > 0 || v.Item1.CompareTo(v.Item3) <= 0)
                && (v.Item1.CompareTo(v.Item2) != 0 || v.Item1.ToString() == v.Item2.ToString())
            )
        );
    }

    [Theory]
    [InlineData("{{ until 2000000000 }}")]
    [InlineData("{{ untilStep 0 2000000000 1 }}")]
    [InlineData("{{ seq 1 2000000000 }}")]
    [InlineData("{{ repeat 2000000000 \"abc\" }}")]
    [InlineData("{{ randAlphaNum 2000000000 }}")]
    [InlineData("{{ indent 2000000000 \"a\\nb\" }}")]
    [InlineData("{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ deepCopy $d | len }}")]
    [InlineData(
        "{{ $a := dict }}{{ $_ := set $a \"d\" $a }}{{ $b := dict }}{{ $_ := set $b \"d\" $b }}{{ merge $a $b | len }}{{ deepEqual $a $b }}"
    )]
    public void What_would_not_end_is_refused(string template) => Assert.Throws<TemplateException>(() => FunctionLab.Render(template));

    [Fact]
    public void A_pattern_that_makes_backtracking_engines_hang_is_answered_at_once() =>
        Assert.Equal("false", FunctionLab.Render("{{ regexMatch \"^(a+)+$\" .x }}", ("x", Value.Of(new string('a', 5000) + "!"))));

    private static Value Map(Tuple<string, int>[] pairs)
    {
        var map = new MapValue();
        foreach (var (key, value) in pairs)
        {
            map[key ?? ""] = Value.OfInt(value);
        }

        return Value.Of(map);
    }
}
