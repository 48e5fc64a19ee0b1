using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Tests.Templates.Functions;

public sealed class ProvenanceTests
{
    private static readonly ValueSource Source = new(ValueLayer.ChartDefault, "chart");

    private static Value Traced(string text, string key) => Value.Of(text, new ValueOrigin(ValuePath.Root.Child(key), Source));

    [Theory]
    [InlineData("{{ .tag | trunc 3 }}", "1.2", 0)]
    [InlineData("{{ .tag | trimPrefix \"1.\" }}", "2.3", 2)]
    [InlineData("{{ .tag | quote }}", "1.2.3", 0)]
    [InlineData("{{ .tag | default \"x\" }}", "1.2.3", 0)]
    [InlineData("{{ splitList \".\" .tag | last }}", "3", 4)]
    [InlineData("{{ regexFind \"[0-9]+$\" .tag }}", "3", 4)]
    [InlineData("{{ .tag | nindent 4 }}", "1.2.3", 0)]
    [InlineData("{{ printf \"v%s\" .tag }}", "1.2.3", 0)]
    [InlineData("{{ replace \"v\" .tag \"v\" }}", "1.2.3", 0)]
    [InlineData("{{ dict \"image\" (dict \"tag\" .tag) | toYaml }}", "1.2.3", 0)]
    public void Text_that_is_cut_out_of_a_value_knows_its_place_there(string template, string kept, int start)
    {
        var output = FunctionLab.Run(template, ("tag", Traced("1.2.3", "tag")));
        var run = Assert.Single(Assert.IsType<TextTrace>(output.Trace).Runs, run => run.Origin is not null);
        Assert.Equal(kept, ((string)output.Data!).Substring(run.Start, run.Length));
        Assert.Equal(start, run.OriginStart);
        Assert.Equal("tag", run.Origin!.ToString());
    }

    [Theory]
    [InlineData("{{ .tag | sha256sum }}")]
    [InlineData("{{ .tag | upper }}")]
    [InlineData("{{ .tag | b64enc }}")]
    [InlineData("{{ len .tag | toString }}")]
    public void Text_that_is_computed_from_a_value_knows_the_value_but_no_place(string template)
    {
        var output = FunctionLab.Run(template, ("tag", Traced("tag", "tag")));
        var run = Assert.Single(Assert.IsType<TextTrace>(output.Trace).Runs, run => run.Origin is not null);
        Assert.False(run.IsVerbatim);
        Assert.Equal("tag", Assert.Single(run.Origin!.Origins()).ToString());
    }

    [Theory]
    [InlineData("{{ .image.tag | default \"latest\" }}")]
    [InlineData("{{ coalesce .image.tag \"latest\" }}")]
    [InlineData("{{ dig \"tag\" \"latest\" .image }}")]
    public void A_literal_that_stands_in_for_a_missing_key_names_the_key(string template)
    {
        var image = new MapValue { Origin = new ValueOrigin(ValuePath.Root.Child("image"), Source) };
        var output = FunctionLab.Run(template, ("image", Value.Of(image)));
        Assert.Equal("latest", output.Data);
        Assert.Equal("image.tag", Assert.Single(output.Trace!.Origins()).ToString());
    }
}
