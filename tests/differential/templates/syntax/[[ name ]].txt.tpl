[# a comment #]
[% if name %]
  name: [[ name ]]
  untouched: {{ name }} {% if %}
[% endif %]
[%- for i in range(3) +%]
  line [[ i ]]
[%- endfor %]

end
