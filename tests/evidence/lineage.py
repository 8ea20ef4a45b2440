"""Which key of a log leads to which, and which logs one goes on from after a loss: what an export
holds of them, in rotations/ and lost/, read with nothing but Python and the openssl program."""

from signed_log import Bad, checkpoint, content, need, note, parse, read, signed, vkey


class Lineage:
    """Part of a check: `root`, `known`, `blame` are its own."""

    def handovers(self):
        """How keys followed each other: (data, name, size, forks, next key), well formed ones."""
        files = sorted([*self.root.glob("rotations/*"), *self.root.glob("lost/*/rotations/*"),
                        *self.root.glob("lost/*/handover")], key=lambda p: (len(p.name), p.name))
        for path in files:
            name = path.relative_to(self.root).as_posix()
            try:
                data = content(self.root, name) or b""
                text = note(data)[0].split("\n")
                forks = path.name == "handover"
                label = "log-continues " if forks else "key-rotation "
                need(text[3].startswith(label) and text[4:] == [""], "passage", name)
                following, size = vkey(text[3].removeprefix(label)), checkpoint(data)[1]
                need(path.name == ("handover" if forks else f"{size}.checkpoint")
                     and following[2][0] == 1 and signed(data, following) is True
                     and forks == (following[0] != text[0]), "passage", name)
            except (ValueError, TypeError, IndexError, Bad):
                self.blame(None, name, "pas un passage de clé")
                continue
            self.known.add(name)
            self.rotations.append((data, name, size, forks, following))

    def successors(self, key):
        """The trusted key, that which it has handed over to, if it has, and so on."""
        keys, left = [key], sorted(self.rotations, key=lambda one: (one[3], one[2]))
        while True:
            for one in [one for one in left if not one[3]]:
                if (note(one[0])[0].split("\n")[0] == keys[-1][0]
                        and signed(one[0], keys[-1]) is True):
                    keys.append(one[4])
            forks = [one for one in left if one[3] and signed(one[0], keys[-1]) is True]
            if not forks:
                return keys
            left.remove(forks[0])
            keys.append(forks[0][4])

    def retired(self, key, size):
        """Whether that key of this log handed over to another before it had `size` events."""
        until = [at for data, _, at, forks, following in self.rotations
                 if not forks and following != key and note(data)[0].split("\n")[0] == key[0]
                 and signed(data, key) is True]
        return bool(until) and size > max(until)

    def retired_before(self, data):
        """Whether of the log before this one that signed it, only keys did that had handed over."""
        origin, size, _ = checkpoint(data)
        keys = [key for name, *_, keys, _ in self.forebears for key in keys
                if name == origin and signed(data, key) is True]
        return all(self.retired(key, size) for key in keys)

    def lineage(self, key):
        """The logs before this one, as certificates say whose keys lead to its own, or to that
        which a certificate of a later restoration says to go on from."""
        files = [path.relative_to(self.root).parts for path in self.root.glob("lost/*/**/*")
                 if path.is_file()]
        vouched = [key]
        for folder in sorted({self.root / parts[0] / parts[1] for parts in files},
                             key=lambda path: (len(path.name), path.name), reverse=True):
            name = folder.relative_to(self.root).as_posix()
            try:
                data = read(self.root, name + "/certificate")
                text = note(data)[0]
                title, line, end = text.split("\n")
                said = parse(line)
                old, new = vkey(said["previous_key"]), vkey(said["key"])
                need(title == "probant restore certificate v1" and not end
                     and str(said["events"]) == folder.name and signed(data, new) is True
                     and old[0] == said["previous_origin"] != said["origin"] == new[0]
                     and any(one in vouched for one in self.successors(new)),
                     "certificat", name)
                *lines, end = read(self.root, name + "/log.vkey").decode().split("\n")
                keys = [one for one in map(vkey, lines) if one[0] == old[0]]
                need(keys.count(old) == 1 and not end, "clés", name)
                word = [one for one in self.rotations if one[1] == name + "/handover"]
                for data, *_, following in word:
                    need(checkpoint(data) == (old[0], said["events"], bytes.fromhex(said["root"]))
                         and signed(data, old) is True and following == new, "passage", name)
            except (ValueError, KeyError, TypeError, IndexError, Bad):
                self.blame(None, name + "/certificate", "pas un certificat de restauration")
                continue
            self.known |= {f"{name}/{file}" for file in ("certificate", "log.vkey")}
            vouched.append(old)
            self.forebears.append((old[0], said["events"], bytes.fromhex(said["root"]), keys, name))

    def before(self, data):
        """Of the log before this one that signed it: what this one has of it, or None."""
        for origin, size, _, keys, _ in self.forebears:
            try:
                states = [signed(data, key) for key in keys]
                if checkpoint(data)[0] == origin and True in states and False not in states:
                    return size
            except (ValueError, TypeError):
                return None
        return None
