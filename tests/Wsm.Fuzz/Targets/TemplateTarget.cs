using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Fuzz.Targets;

/// <summary>Templates with every function there is, in any order and with any arguments.</summary>
internal sealed class TemplateTarget : IFuzzTarget
{
    private static readonly Value Data = JsonReader.Read(
        """{"a":1,"b":"text","c":[1,"x",null,{"d":2.5}],"e":{"f":{"g":true}},"h":"a,b","i":"sha256:abc","j":"1.2.3"}"""
    );

    public string Name => "template";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        "{{- range $i, $x := .c }}{{ $i }}={{ $x | toYaml | indent 2 }}{{ else }}none{{ end -}}"u8.ToArray(),
        "{{ define \"x\" }}{{ with .e }}{{ .f.g | default \"n\" | quote }}{{ end }}{{ end }}{{ include \"x\" . }}{{ template \"x\" . }}"u8.ToArray(),
        "{{ if and (eq .a 1) (not .z) (or .b .c) }}{{ printf \"%s-%05d %v %q\" .b 3 .c .b }}{{ end }}{{ tpl \"{{ .b }}\" . }}"u8.ToArray(),
        "{{ $m := dict \"k\" .b }}{{ $_ := set $m \"l\" (list 1 2 3) }}{{ range $k, $v := $m }}{{ $k }}{{ end }}{{ merge $m .e | toJson }}"u8.ToArray(),
        "{{ regexReplaceAll \"(a+)+$\" .b \"${1}x\" }}{{ splitList \",\" .h | join \"-\" }}{{ semver .j }}{{ now | date \"2006-01-02\" }}"u8.ToArray(),
        .. FunctionTable.Helm.Names.Select(name =>
            Encoding.UTF8.GetBytes($"{{{{ {name} .b }}}}{{{{ .c | {name} 2 }}}}{{{{ {name} }}}}{{{{ {name} .e .c .b }}}}")
        ),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "{{",
        "}}",
        "{{-",
        "-}}",
        "|",
        "(",
        ")",
        "$x",
        ":=",
        "range ",
        "end",
        "if ",
        "with ",
        "define \"y\"",
        "template \"y\"",
        "include \"x\" .",
        "tpl ",
        ".a",
        ".c",
        "\"%*d\"",
        "`",
        .. FunctionTable.Helm.Names,
    ];

    public void Run(byte[] input)
    {
        var set = new TemplateSet(FunctionTable.Helm);
        try
        {
            set.Parse("x.yaml", Encoding.UTF8.GetString(input));
            _ = set.Execute(
                "x.yaml",
                Data,
                new RenderSession
                {
                    Random = bytes => bytes.Clear(),
                    Limits = RenderLimits.Default with { Steps = 5_000_000, Time = TimeSpan.FromSeconds(5) },
                }
            );
        }
        catch (Exception refused) when (refused is TemplateException or FunctionException)
        {
            // It says where.
        }
    }

    public void Dispose() { }
}
