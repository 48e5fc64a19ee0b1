namespace Wsm.Helm.Data.Yaml;

/// <summary>Tokens to the tree of the first document; what follows that is not read, as go-yaml does not.</summary>
internal sealed class YamlParser(YamlScanner scanner)
{
    private readonly Dictionary<string, RawYamlNode> _anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _handles = new(StringComparer.Ordinal);
    private int _depth;

    /// <summary>The document's root; null of an empty text.</summary>
    public RawYamlNode? Parse()
    {
        var token = scanner.Peek();
        if (token.Kind == YamlTokenKind.StreamEnd)
        {
            return null;
        }

        var isExplicit = token.Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart;
        ReadDirectives();
        _handles.TryAdd("!", "!");
        _handles.TryAdd("!!", YamlTags.Prefix);
        var root = isExplicit ? ParseExplicit() : ParseNode(block: true, indentless: false);
        // Looks at what ends the document: an error there counts.
        scanner.Peek();
        return root;
    }

    private RawYamlNode ParseExplicit()
    {
        var token = scanner.Peek();
        if (token.Kind != YamlTokenKind.DocumentStart)
        {
            throw Error("did not find expected <document start>", token.Start);
        }

        scanner.Skip();
        token = scanner.Peek();
        return
            token.Kind
                is YamlTokenKind.VersionDirective
                    or YamlTokenKind.TagDirective
                    or YamlTokenKind.DocumentStart
                    or YamlTokenKind.DocumentEnd
                    or YamlTokenKind.StreamEnd
            ? Empty(token.Start)
            : ParseNode(block: true, indentless: false);
    }

    private void ReadDirectives()
    {
        var version = false;
        for (var token = scanner.Peek(); token.Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective; token = scanner.Peek())
        {
            if (token.Kind == YamlTokenKind.VersionDirective)
            {
                if (version)
                {
                    throw Error("found duplicate %YAML directive", token.Start);
                }

                if (token.Text != "1.1")
                {
                    throw Error("found incompatible YAML document", token.Start);
                }

                version = true;
            }
            else if (!_handles.TryAdd(token.Text!, token.Suffix!))
            {
                throw Error("found duplicate %TAG directive", token.Start);
            }

            scanner.Skip();
        }
    }

    private RawYamlNode ParseNode(bool block, bool indentless)
    {
        var token = scanner.Peek();
        if (token.Kind == YamlTokenKind.Alias)
        {
            scanner.Skip();
            return _anchors.TryGetValue(token.Text!, out var target)
                ? new RawYamlNode(RawYamlNodeKind.Alias, token.Start) { Text = token.Text!, Target = target }
                : throw YamlException.At(0, $"unknown anchor '{token.Text}' referenced");
        }

        if (++_depth > YamlScanner.MaxDepth)
        {
            throw YamlException.At(token.Start.Line, $"exceeded max depth of {YamlScanner.MaxDepth}");
        }

        var start = token.Start;
        var (anchor, tag) = ReadProperties(start);
        token = scanner.Peek();
        var node = token.Kind switch
        {
            YamlTokenKind.BlockEntry when indentless => Start(RawYamlNodeKind.Sequence),
            YamlTokenKind.Scalar => Scalar(),
            YamlTokenKind.FlowSequenceStart => Start(RawYamlNodeKind.Sequence),
            YamlTokenKind.FlowMappingStart => Start(RawYamlNodeKind.Mapping),
            YamlTokenKind.BlockSequenceStart when block => Start(RawYamlNodeKind.Sequence),
            YamlTokenKind.BlockMappingStart when block => Start(RawYamlNodeKind.Mapping),
            _ when anchor is not null || tag.Length > 0 => new RawYamlNode(RawYamlNodeKind.Scalar, start)
            {
                Tag = tag,
                Implicit = tag.Length == 0,
            },
            _ => throw Error("did not find expected node content", token.Start, start),
        };
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        ParseChildren(node, token.Kind);
        _depth--;
        return node;

        RawYamlNode Start(RawYamlNodeKind kind) => new(kind, start) { Tag = tag };

        RawYamlNode Scalar()
        {
            scanner.Skip();
            return new RawYamlNode(RawYamlNodeKind.Scalar, start)
            {
                Tag = tag,
                Text = token.Text!,
                Implicit = (tag.Length == 0 && token.Plain) || tag == "!",
                Pieces = token.Pieces,
            };
        }
    }

    private void ParseChildren(RawYamlNode node, YamlTokenKind opening)
    {
        switch (opening)
        {
            case YamlTokenKind.BlockEntry when node.Kind == RawYamlNodeKind.Sequence:
                ParseIndentlessSequence(node);
                break;
            case YamlTokenKind.BlockSequenceStart when node.Kind == RawYamlNodeKind.Sequence:
                ParseBlockSequence(node);
                break;
            case YamlTokenKind.BlockMappingStart when node.Kind == RawYamlNodeKind.Mapping:
                ParseBlockMapping(node);
                break;
            case YamlTokenKind.FlowSequenceStart:
                ParseFlowSequence(node);
                break;
            case YamlTokenKind.FlowMappingStart:
                ParseFlowMapping(node);
                break;
        }
    }

    private (string? Anchor, string Tag) ReadProperties(YamlMark start)
    {
        string? anchor = null;
        var tag = "";
        var tagged = false;
        for (var token = scanner.Peek(); ; token = scanner.Peek())
        {
            if (token.Kind == YamlTokenKind.Anchor && anchor is null)
            {
                anchor = token.Text;
            }
            else if (token.Kind == YamlTokenKind.Tag && !tagged)
            {
                (tag, tagged) = (Resolve(token, start), true);
            }
            else
            {
                return (anchor, tag);
            }

            scanner.Skip();
        }
    }

    private string Resolve(YamlToken token, YamlMark start)
    {
        if (token.Text!.Length == 0)
        {
            return token.Suffix!;
        }

        return _handles.TryGetValue(token.Text, out var prefix) && prefix.Length + token.Suffix!.Length > 0
            ? prefix + token.Suffix
            : throw Error("found undefined tag handle", token.Start, start);
    }

    private void ParseBlockSequence(RawYamlNode node)
    {
        var start = scanner.Peek().Start;
        scanner.Skip();
        for (var token = scanner.Peek(); token.Kind != YamlTokenKind.BlockEnd; token = scanner.Peek())
        {
            if (token.Kind != YamlTokenKind.BlockEntry)
            {
                throw Error("did not find expected '-' indicator", token.Start, start);
            }

            scanner.Skip();
            var next = scanner.Peek();
            node.Children.Add(
                next.Kind is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd
                    ? Empty(next.Start)
                    : ParseNode(block: true, indentless: false)
            );
        }

        scanner.Skip();
    }

    private void ParseIndentlessSequence(RawYamlNode node)
    {
        while (scanner.Peek().Kind == YamlTokenKind.BlockEntry)
        {
            scanner.Skip();
            var next = scanner.Peek();
            node.Children.Add(
                next.Kind is YamlTokenKind.BlockEntry or YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
                    ? Empty(next.Start)
                    : ParseNode(block: true, indentless: false)
            );
        }
    }

    private void ParseBlockMapping(RawYamlNode node)
    {
        var start = scanner.Peek().Start;
        scanner.Skip();
        for (var token = scanner.Peek(); token.Kind != YamlTokenKind.BlockEnd; token = scanner.Peek())
        {
            if (token.Kind != YamlTokenKind.Key)
            {
                throw Error("did not find expected key", token.Start, start);
            }

            scanner.Skip();
            node.Children.Add(ParseBlockEntry());
            if (scanner.Peek().Kind == YamlTokenKind.Value)
            {
                scanner.Skip();
                node.Children.Add(ParseBlockEntry());
            }
            else
            {
                node.Children.Add(Empty(scanner.Peek().Start));
            }
        }

        scanner.Skip();
    }

    private RawYamlNode ParseBlockEntry()
    {
        var token = scanner.Peek();
        return token.Kind is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
            ? Empty(token.Start)
            : ParseNode(block: true, indentless: true);
    }

    private void ParseFlowSequence(RawYamlNode node)
    {
        var start = scanner.Peek().Start;
        scanner.Skip();
        for (var token = scanner.Peek(); token.Kind != YamlTokenKind.FlowSequenceEnd; token = scanner.Peek())
        {
            if (node.Children.Count > 0 && !SkipComma(token, YamlTokenKind.FlowSequenceEnd, "did not find expected ',' or ']'", start))
            {
                break;
            }

            token = scanner.Peek();
            if (token.Kind == YamlTokenKind.Key)
            {
                scanner.Skip();
                var pair = new RawYamlNode(RawYamlNodeKind.Mapping, token.Start);
                ParseFlowPair(pair, YamlTokenKind.FlowSequenceEnd, skipAtEmptyKey: true);
                node.Children.Add(pair);
            }
            else
            {
                node.Children.Add(ParseNode(block: false, indentless: false));
            }
        }

        scanner.Skip();
    }

    private void ParseFlowMapping(RawYamlNode node)
    {
        var start = scanner.Peek().Start;
        scanner.Skip();
        for (var token = scanner.Peek(); token.Kind != YamlTokenKind.FlowMappingEnd; token = scanner.Peek())
        {
            if (node.Children.Count > 0 && !SkipComma(token, YamlTokenKind.FlowMappingEnd, "did not find expected ',' or '}'", start))
            {
                break;
            }

            if (scanner.Peek().Kind == YamlTokenKind.Key)
            {
                scanner.Skip();
                ParseFlowPair(node, YamlTokenKind.FlowMappingEnd, skipAtEmptyKey: false);
            }
            else
            {
                node.Children.Add(ParseNode(block: false, indentless: false));
                node.Children.Add(Empty(scanner.Peek().Start));
            }
        }

        scanner.Skip();
    }

    /// <summary>False: the collection ended behind the comma.</summary>
    private bool SkipComma(YamlToken token, YamlTokenKind end, string problem, YamlMark start)
    {
        if (token.Kind != YamlTokenKind.FlowEntry)
        {
            throw Error(problem, token.Start, start);
        }

        scanner.Skip();
        return scanner.Peek().Kind != end;
    }

    private void ParseFlowPair(RawYamlNode mapping, YamlTokenKind end, bool skipAtEmptyKey)
    {
        var token = scanner.Peek();
        if (token.Kind == YamlTokenKind.Value || token.Kind == YamlTokenKind.FlowEntry || token.Kind == end)
        {
            mapping.Children.Add(Empty(token.Start));
            // libyaml loses the token behind an empty key in a flow sequence.
            if (skipAtEmptyKey)
            {
                scanner.Skip();
            }
        }
        else
        {
            mapping.Children.Add(ParseNode(block: false, indentless: false));
        }

        token = scanner.Peek();
        if (token.Kind == YamlTokenKind.Value)
        {
            scanner.Skip();
            token = scanner.Peek();
            if (token.Kind != YamlTokenKind.FlowEntry && token.Kind != end)
            {
                mapping.Children.Add(ParseNode(block: false, indentless: false));
                return;
            }
        }

        mapping.Children.Add(Empty(token.Start));
    }

    private static RawYamlNode Empty(YamlMark at) => new(RawYamlNodeKind.Scalar, at) { Implicit = true };

    /// <summary>
    /// As go-yaml reports parser errors: lines counted from 0, the place or else what was being read there; none on the first line.
    /// </summary>
    private static YamlException Error(string problem, YamlMark at, YamlMark context = default) =>
        YamlException.At(at.Line != 0 ? at.Line : context.Line, problem);
}
