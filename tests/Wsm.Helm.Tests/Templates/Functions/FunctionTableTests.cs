using Wsm.Helm.Templates.Functions;

namespace Wsm.Helm.Tests.Templates.Functions;

public sealed class FunctionTableTests
{
    /// <summary>From the documentation of sprig 3.3 and helm 4.1.</summary>
    private const string Names = """
        abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base bcrypt biggest buildCustomCert camelcase cat ceil
        chunk clean coalesce compact concat contains date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig
        dir div divf duration durationRound empty encryptAES ext fail first float64 floor fromJson fromJsonArray fromToml fromYaml fromYamlArray genCA genCAWithKey
        genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName has hasKey hasPrefix hasSuffix hello htmlDate
        htmlDateInZone htpasswd include indent initial initials int int64 isAbs join kebabcase keys kindIs kindOf last list lookup lower max maxf merge
        mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast
        mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit
        mustRest mustReverse mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustToYaml mustUniq mustWithout must_date_modify nindent nospace now
        omit osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric regexFind
        regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace required rest reverse round semver semverCompare seq
        set sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal
        toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf
        uniq unixEpoch unset until untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith
        """;

    public static TheoryData<string> All => [.. Names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_function_of_sprig_and_helm_is_there(string name) => Assert.True(FunctionTable.Helm.TryGet(name, out _));

    [Theory]
    [InlineData("env")]
    [InlineData("expandenv")]
    public void A_chart_cannot_read_the_environment(string name) => Assert.False(FunctionTable.Helm.TryGet(name, out _));

    [Fact]
    public void No_function_is_there_that_helm_has_not() => Assert.Empty(FunctionTable.Helm.Names.Except(All.Select(row => row.Data)));
}
