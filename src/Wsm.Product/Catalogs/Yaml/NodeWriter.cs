using Wsm.Product.Failures;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wsm.Product.Catalogs.Yaml;

/// <summary>Writes nodes as YAML text that reads as the same values.</summary>
public static class NodeWriter
{
    /// <summary>Aliases are written out, so a small file can mean a large one; this is where it ends.</summary>
    private const int MostNodes = 100_000;

    /// <exception cref="UserError">Written out, the node is larger than any real one.</exception>
    public static string Write(YamlNode node)
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(
            text,
            new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024)
        );
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        var left = MostNodes;
        Write(node, emitter, ref left);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Write(YamlNode node, Emitter emitter, ref int left)
    {
        if (--left < 0)
        {
            throw UserError.Usage(
                $"The value in line {node.Place.Line} has more than {MostNodes} parts when its aliases are written out.",
                "Write it without aliases."
            );
        }

        switch (node)
        {
            case ScalarNode scalar:
                emitter.Emit(ToEvent(scalar));
                break;
            case YamlList list:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        list.Items.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in list.Items)
                {
                    Write(item, emitter, ref left);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case MapNode map:
                emitter.Emit(
                    new MappingStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block
                    )
                );
                foreach (var (key, value) in map.Entries)
                {
                    Write(key, emitter, ref left);
                    Write(value, emitter, ref left);
                }

                emitter.Emit(new MappingEnd());
                break;
        }
    }

    private static Scalar ToEvent(ScalarNode scalar)
    {
        var tag = scalar.Tag is null ? TagName.Empty : new TagName(scalar.Tag);
        var plain = scalar.Style == ScalarStyle.Plain;
        return new Scalar(
            AnchorName.Empty,
            tag,
            scalar.Text,
            scalar.Style,
            isPlainImplicit: scalar.Tag is null && plain,
            isQuotedImplicit: scalar.Tag is null && !plain
        );
    }
}
